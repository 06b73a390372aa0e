import time, cProfile, pstats
from datetime import date
from collections import Counter
from app.simulating.simulation import simulate
from scheduler.protocol import read, default_text
p=read(default_text(), frozenset({"core","extended","wound-check","re-check"}))
simulate(p,patients=2,months=6,seed=1,starts_on=date(2024,1,8))
c=time.process_time(); s=simulate(p,patients=50,months=24,seed=1,starts_on=date(2024,1,8)); print(time.process_time()-c)
print(len(s.lived.contacts), Counter((x.kind.value) for x in s.lived.contacts), Counter(x.rule for x in s.lived.cases), s.operations, s.not_activated)
print(Counter((v.state.value,v.reason) for v in s.lived.visits))
for x in s.lived.contacts[:25]: print(x.at, x.patient,x.kind.value,x.about,x.reason)
for x in [y for y in s.lived.contacts if y.kind.value=="notice"][:5]: print(x.at, x.patient,x.kind.value,x.about,x.reason)
pr=cProfile.Profile(); pr.enable(); simulate(p,patients=50,months=24,seed=1,starts_on=date(2024,1,8)); pr.disable()
pstats.Stats(pr).sort_stats("tottime").print_stats(25)
