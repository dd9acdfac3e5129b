const {chromium}=require('@playwright/test');
(async()=>{
 const url=process.argv[2];
 for(let i=0;i<2;i++){
 const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu','--headless=new']});
 const c=await b.newContext({viewport:{width:412,height:823},deviceScaleFactor:1.75,isMobile:true,hasTouch:true});
 const p=await c.newPage();
 await b.startTracing(p,{categories:['devtools.timeline','toplevel','fonts']});
 await p.goto(url); await p.waitForTimeout(1000);
 const t=JSON.parse(await b.stopTracing()).traceEvents; await b.close();
 const F=t.filter(e=>/GetFontPlatformData|RenderStyleForStrike|MatchFamily/.test(e.name)&&e.ph==='X').sort((a,b)=>a.ts-b.ts);
 for(const e of F)console.log(e.pid,(e.ts-F[0].ts)/1000,e.name.slice(-30),(e.dur/1000).toFixed(2),JSON.stringify(e.args));
 console.log();
 }
})();
