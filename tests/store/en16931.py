# Writes orders as invoices by EN 16931 (a Cross Industry Invoice of UN/CEFACT, D16B), and has them judged by `broken_rules` of
# en16931_rules.py, which this follows.
#
# Reads a file of orders, one a line, as JSON. Prints a line for each invoice: "invoice", its number, its VAT categories; for
# one that was spoiled on purpose, "refused", its number, how it was spoiled, and the rules that it breaks; "wrong" if an invoice
# that should be right is refused, or a spoiled one is not.
import copy
import json
import sys
from datetime import datetime, timezone
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle
from xml.sax.saxutils import escape

CENT = Decimal("0.01")
# Why there is no tax: a code of the list VATEX, as far as one says it, and words.
REASONS = {
    "E": (None, "Exempt: small business"),
    "AE": ("VATEX-EU-AE", "Reverse charge"),
    "K": ("VATEX-EU-IC", "Intra-Community supply"),
    "G": ("VATEX-EU-G", "Export outside the EU"),
    "O": ("VATEX-EU-O", "Not subject to VAT"),
}


def half_up(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


def cents(money):
    """An amount in cents, or money as the store writes it, in euros."""
    return Decimal(money["amount"] if isinstance(money, dict) else money).scaleb(-2)


def percent(rate):
    """A rate in millionths, in percent."""
    return Decimal(rate).scaleb(-4).normalize()


def allowance(listed, discount, net):
    """What a discount on a listed price takes off the net amount: in proportion."""
    left = listed - discount
    return half_up(discount * net / left) if left else discount


def invoices(order):
    """An order is one invoice, or two: what is not subject to VAT cannot be on one with anything else (BR-O-11 to 14)."""
    codes = {part["code"] for part in order["parts"]}
    scopes = [scope for scope in (codes - {"O"}, codes & {"O"}) if scope]
    return [invoice(order, scope, f"{order['number']}-{n}") for n, scope in enumerate(scopes, 1)]


def invoice(order, codes, number):
    lines, charges, allowances = [], [], []
    for line in order["lines"]:
        [part] = [part for part in order["parts"] if (part["kind"], part["item"]) == (line["kind"], line["id"])]
        if part["code"] in codes:
            net, discount = cents(part["net"]), cents(line["discount"] or 0)
            off = allowance(cents(line["total"]), discount, net)
            lines.append({"title": line["title"], "quantity": line["quantity"], "net": net, "off": off, "part": part})
    for shipment in order["shipments"]:
        parts = [part for part in order["parts"] if part["shipment"] == shipment["id"]]
        discount = cents(shipment["discount"])
        # Of one that several rates share, it is taken off the first.
        off = allowance(cents(shipment["list"]), discount, sum(cents(part["net"]) for part in parts))
        for part in parts:
            if part["code"] in codes:
                charges.append({"amount": cents(part["net"]) + off, "part": part})
                if off:
                    allowances.append({"amount": off, "part": part})
            off = Decimal(0)
    sums = [{**tax, "net": cents(tax["net"]), "tax": cents(tax["tax"])} for tax in order["taxes"] if tax["code"] in codes]
    total = {
        "lines": sum(line["net"] for line in lines),
        "charges": sum(charge["amount"] for charge in charges),
        "allowances": sum(allowance["amount"] for allowance in allowances),
        "net": sum(tax["net"] for tax in sums),
        "tax": sum(tax["tax"] for tax in sums),
    }
    total["gross"] = total["net"] + total["tax"]
    return {
        "number": number, "order": order, "lines": lines, "charges": charges, "allowances": allowances, "sums": sums,
        "total": total,
    }


def xml(invoice):
    order, total = invoice["order"], invoice["total"]
    out_of_scope = any(tax["code"] == "O" for tax in invoice["sums"])
    date = datetime.fromtimestamp(order["placed_at"] / 1000, timezone.utc).strftime("%Y%m%d")
    date = f'<udt:DateTimeString format="102">{date}</udt:DateTimeString>'

    def tag(name, content, attributes=""):
        return f"<ram:{name}{attributes}>{content}</ram:{name}>"

    def category(name, part):
        rate = tag("RateApplicablePercent", f"{percent(part['rate']):f}") if part["code"] != "O" else ""
        return tag(name, tag("TypeCode", "VAT") + tag("CategoryCode", part["code"]) + rate)

    def reduction(is_charge, amount, reason, part=None):
        indicator = f"<udt:Indicator>{'true' if is_charge else 'false'}</udt:Indicator>"
        content = tag("ChargeIndicator", indicator) + tag("ActualAmount", amount) + tag("Reason", reason)
        content += category("CategoryTradeTax", part) if part else ""
        return tag("SpecifiedTradeAllowanceCharge", content)

    def line(number, line):
        quantity = ' unitCode="C62"'
        # A price for all pieces: that of one may have no end.
        price = tag("ChargeAmount", line["net"] + line["off"]) + tag("BasisQuantity", line["quantity"], quantity)
        settlement = category("ApplicableTradeTax", line["part"])
        settlement += reduction(False, line["off"], "Discount") if line["off"] else ""
        settlement += tag("SpecifiedTradeSettlementLineMonetarySummation", tag("LineTotalAmount", line["net"]))
        content = tag("AssociatedDocumentLineDocument", tag("LineID", number))
        content += tag("SpecifiedTradeProduct", tag("Name", escape(line["title"])))
        content += tag("SpecifiedLineTradeAgreement", tag("NetPriceProductTradePrice", price))
        content += tag("SpecifiedLineTradeDelivery", tag("BilledQuantity", line["quantity"], quantity))
        return tag("IncludedSupplyChainTradeLineItem", content + tag("SpecifiedLineTradeSettlement", settlement))

    def breakdown(tax):
        code, words = REASONS.get(tax["code"], (None, None))
        content = tag("CalculatedAmount", tax["tax"]) + tag("TypeCode", "VAT")
        content += tag("ExemptionReason", words) if words else ""
        content += tag("BasisAmount", tax["net"]) + tag("CategoryCode", tax["code"])
        content += tag("ExemptionReasonCode", code) if code else ""
        content += tag("RateApplicablePercent", f"{percent(tax['rate']):f}") if tax["code"] != "O" else ""
        return tag("ApplicableTradeTax", content)

    def party(name, country, vat_id, first="", other=""):
        vat_id = "" if out_of_scope else vat_id
        content = first + tag("Name", escape(name)) + tag("PostalTradeAddress", tag("CountryID", country))
        content += tag("SpecifiedTaxRegistration", tag("ID", vat_id, ' schemeID="VA"')) if vat_id else other
        return content

    seller = order["seller"]
    tax_number = tag("SpecifiedTaxRegistration", tag("ID", "12/345/67890", ' schemeID="FC"'))
    agreement = tag("SellerTradeParty", party("Shop", seller["country"], seller["vat_id"], tag("ID", "shop"), tax_number))
    buyer = order["billing_organization"] or order["name"] or order["email"]
    country = order["billing_country"] or order["country"]
    agreement += tag("BuyerTradeParty", party(buyer, country, order["vat_id"]))
    delivery = tag("ShipToTradeParty", tag("PostalTradeAddress", tag("CountryID", order["country"])))
    delivery += tag("ActualDeliverySupplyChainEvent", tag("OccurrenceDateTime", date))
    settlement = tag("InvoiceCurrencyCode", "EUR")
    settlement += "".join(breakdown(tax) for tax in invoice["sums"])
    for kind, is_charge, reason in (("charges", True, "Shipping"), ("allowances", False, "Discount on shipping")):
        settlement += "".join(reduction(is_charge, each["amount"], reason, each["part"]) for each in invoice[kind])
    settlement += tag("SpecifiedTradePaymentTerms", tag("Description", "Due now"))
    summation = tag("LineTotalAmount", total["lines"])
    summation += tag("ChargeTotalAmount", total["charges"]) + tag("AllowanceTotalAmount", total["allowances"])
    summation += tag("TaxBasisTotalAmount", total["net"]) + tag("TaxTotalAmount", total["tax"], ' currencyID="EUR"')
    summation += tag("GrandTotalAmount", total["gross"]) + tag("DuePayableAmount", total["gross"])
    settlement += tag("SpecifiedTradeSettlementHeaderMonetarySummation", summation)
    lines = "".join(line(number, each) for number, each in enumerate(invoice["lines"], 1))
    guideline = tag("GuidelineSpecifiedDocumentContextParameter", tag("ID", "urn:cen.eu:en16931:2017"))
    return (
        '<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"'
        ' xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"'
        ' xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">'
        f"<rsm:ExchangedDocumentContext>{guideline}</rsm:ExchangedDocumentContext><rsm:ExchangedDocument>"
        + tag("ID", invoice["number"]) + tag("TypeCode", "380") + tag("IssueDateTime", date)
        + f"</rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>{lines}"
        + tag("ApplicableHeaderTradeAgreement", agreement)
        + tag("ApplicableHeaderTradeDelivery", delivery)
        + tag("ApplicableHeaderTradeSettlement", settlement)
        + "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    )


def judge(invoices):
    """The rules that each invoice breaks."""
    verdicts = broken_rules([xml(invoice) for invoice in invoices])
    return [verdict + rounding(invoice) for invoice, verdict in zip(invoices, verdicts)]


def rounding(invoice):
    """What the rules let pass: a tax that is the taxable amount times the rate give or take 1.00 (BR-CO-17). To the cent it
    cannot always be that: at 19 %, no taxable amount and its tax are 0.03 together. But the tax in a price has one value."""
    for tax in invoice["sums"]:
        rate = percent(tax["rate"]) / 100
        right = tax["net"] * rate if tax["on_top"] else (tax["net"] + tax["tax"]) * rate / (1 + rate)
        if tax["tax"] != half_up(right):
            return [f"rounding: {tax['tax']} is not {right}"]
    return []


def spoil(invoice, *places):
    """Moves an amount by a cent, up or down, in these places."""
    spoiled = copy.deepcopy({**invoice, "order": None})
    for sign, *keys, last in places:
        at = spoiled
        for key in keys:
            at = at[key]
        at[last] += sign * CENT
    return {**spoiled, "order": invoice["order"]}


SPOILED = {
    "a tax": [(1, "sums", 0, "tax")],
    "all taxes": [(-1, "total", "tax")],
    "a taxable amount": [(1, "sums", 0, "net")],
    "a line": [(-1, "lines", 0, "net")],
    "the total": [(1, "total", "gross")],
    # All sums are those of their parts.
    "net for tax": [
        (1, "sums", 0, "tax"), (1, "total", "tax"), (-1, "sums", 0, "net"), (-1, "total", "net"), (-1, "total", "lines"),
        (-1, "lines", 0, "net"),
    ],
}


def is_suitable(invoice):
    """Whether its first line is taxed, as its first sum is."""
    part, tax = invoice["lines"][0]["part"], invoice["sums"][0]
    return part["code"] == tax["code"] == "S" and part["rate"] == tax["rate"]


def main():
    orders = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    # Each with how it was spoiled, if it was.
    written = [("", invoice) for order in orders for invoice in invoices(order)]
    suitable = [invoice for _, invoice in written if is_suitable(invoice)]
    for (how, places), invoice in zip(cycle(SPOILED.items()), suitable[:: 1 + len(suitable) // 40]):
        written.append((how, spoil(invoice, *places)))
    for (how, invoice), faults in zip(written, judge([invoice for _, invoice in written])):
        codes = ",".join(sorted({tax["code"] for tax in invoice["sums"]}))
        wrong = not faults if how else faults
        word = "wrong" if wrong else "refused" if how else "invoice"
        print(word, invoice["number"], how.replace(" ", "-") or codes, *faults)
    for order in orders:
        if sum(invoice["total"]["gross"] for invoice in invoices(order)) != cents(order["total"]):
            print("wrong", order["number"], "the invoices are not about what the order charges")


main()
