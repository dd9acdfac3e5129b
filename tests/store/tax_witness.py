# Prints what the packages eu-vat-rates-data and python-stdnum know, for comparison: "rate", country, the standard rate, the
# others, in millionths; "number", a VAT number, whether it is valid. The numbers are made from valid ones by changing their digits.
import random
from eu_vat_rates_data import dataset
from stdnum.ch import uid
from stdnum.eu import vat as eu
from stdnum.gb import vat as gb
from stdnum.no import mva

for country, rates in sorted(dataset["rates"].items()):
    if rates["eu_member"] or country in ("CH", "NO", "GB"):
        others = rates["reduced"] + [rates["super_reduced"], rates["parking"]]
        print("rate", country, *(round(rate * 10_000) for rate in [rates["standard"], *others] if rate is not None))

SEEDS = """
ATU13585627 BE0428759497 BG175074752 BG7523169263 CHE107787577 CY10259033P CZ25123891 CZ640903926 CZ7103192745
DE136695976 DK13585628 EE100931558 EL094259216 ES54362315K ESA13585625 ESJ99216582 ESX5253868R ESM1234567L FI20774740
FR40303265045 FR23334175221 FRK7399859412 FR4Z123456782 GB980780684 GB802311782 GBGD001 GBHA599 HR33392005961 HU12892312
IE6433435F IE6433435OA IE8D79739I IT00743110157 LT119511515 LT100001919017 LU15027442 LV40003521600 LV16117519997
MT11679112 NL004495445B01 NO995525828MVA PL8567346215 PT501964843 RO18547290 RO1630615123457
SE123456789701 SI50223054 SK2022749619 XI980780684
""".split()


def valid(number):
    if number.startswith("GB"):
        return gb.is_valid(number)
    if number.startswith("CH"):
        return uid.is_valid(number)
    if number.startswith("NO"):
        return mva.is_valid(number)
    return eu.is_valid(number)


chance = random.Random(20261130)
for seed in SEEDS:
    found = {True: 0, False: 0}
    print("number", seed, valid(seed))
    for _ in range(2500):
        # The last letter is often a check digit, too.
        digits = [chance.choice("0123456789") if c.isdigit() else c for c in seed[2:]]
        if digits[-1].isalpha() and digits[-1] != "A":
            digits[-1] = chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if seed.startswith("SE"):
            digits[-2:] = "01"
        number = seed[:2] + "".join(digits)
        verdict = valid(number)
        if found[verdict] < 100:
            found[verdict] += 1
            print("number", number, verdict)
