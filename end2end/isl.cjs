const {chromium}=require('@playwright/test');
(async()=>{
 const [,,url,cookie,runs]=process.argv;
 for(let i=0;i<(+runs||4);i++){
  const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu','--headless=new']});
  const c=await b.newContext({viewport:{width:412,height:823},isMobile:true,extraHTTPHeaders:cookie?{cookie}:{}});
  const p=await c.newPage();
  await p.route(u=>u.pathname==='/basket'||u.pathname==='/checkout'||u.pathname.startsWith('/albums'),async r=>{const f=await r.fetch();let t=await f.text();
   t=t.replace('await m.default(','window.T=[];let q=performance.now();const L=n=>{const z=performance.now();T.push(n+" "+(z-q).toFixed(1));q=performance.now()};await m.default(').replace('await rest();m.hydrate();','L("init");await rest();q=performance.now();m.hydrate();L("hydrate");').replace('await rest();m[e.dataset.component]?.(e)','await rest();q=performance.now();m[e.dataset.component]?.(e);L(e.dataset.component)');
   await r.fulfill({response:f,body:t})});
  await p.goto(url); await p.waitForSelector('html[data-hydrated]'); console.log(await p.evaluate(()=>T.join(' | ')));
  await b.close();
 }
})();
