const {chromium}=require('@playwright/test');
const fs=require('fs');
(async()=>{
 const url=process.argv[2], runs=+process.argv[3]||5, css=process.argv[4]||'', cookie=process.argv[5];
 const res=[];
 for(let i=0;i<runs;i++){
  const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu','--headless=new']});
  const c=await b.newContext({viewport:{width:412,height:823},deviceScaleFactor:1.75,isMobile:true,hasTouch:true,extraHTTPHeaders:cookie?{cookie}:{}});
  const p=await c.newPage();
  if(process.env.SVG) await p.route('**/*.svg',async r=>{const f=await r.fetch();let t=await f.text();t=eval(process.env.SVG)(t);await r.fulfill({response:f,body:t})});
  if(css) await p.route('**/*.css',async r=>{const f=await r.fetch();let t=await f.text();t=eval(css)(t);await r.fulfill({response:f,body:t})});
  await b.startTracing(p,{categories:['devtools.timeline','toplevel','blink.user_timing']});
  await p.goto(url); await p.waitForTimeout(1200);
  const buf=await b.stopTracing(); await b.close();
  const t=JSON.parse(buf).traceEvents;
  let n;n=t.filter(e=>e.name==='navigationStart'&&e.args.data?.documentLoaderURL===url).pop();
  if(!n){if(process.env.DBG)console.log(t.length,[...new Set(t.filter(e=>e.name==='navigationStart').map(e=>JSON.stringify(e.args)))]);i--;continue}
  const ev=t.filter(e=>e.pid===n.pid&&e.tid===n.tid&&e.ph==='X'&&e.ts>=n.ts);
  const L=ev.filter(e=>e.name==='Layout'), U=ev.filter(e=>e.name==='UpdateLayoutTree');
  const big=L.reduce((a,e)=>e.dur>a.dur?e:a,{dur:0});
  const tasks=ev.filter(e=>e.name.endsWith('RunTask')).map(e=>e.dur/1000).sort((a,b)=>b-a);
  res.push([big.dur/1000, L.reduce((s,e)=>s+e.dur,0)/1000, U.reduce((s,e)=>s+e.dur,0)/1000, ev.filter(e=>e.name==='Paint').reduce((s,e)=>s+e.dur,0)/1000,...tasks.slice(0,5)]);
 }
 const med=k=>res.map(r=>r[k]).sort((a,b)=>a-b)[Math.floor(res.length/4)].toFixed(1);
 console.log('biggest layout',med(0),'layouts',med(1),'style',med(2),'paint',med(3),'tasks',[4,5,6,7,8].map(med).join(' '));
})();
