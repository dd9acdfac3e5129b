# Judges electronic invoices by `broken_rules` of en16931_rules.py, which this follows; compares them with the documents that they
# are written from; and takes them out of their PDFs by another library.
#
# Reads a folder: NAME.json is a document, NAME.xml its invoice, NAME.pdf the PDF that contains it, if there is one. Prints a line
# for each: "invoice", its name, its VAT categories; "pdf" and its name; "refused", its name, how it was spoiled, and the rules
# that it breaks; "wrong" and what is wrong.
import json
import re
import sys
from datetime import datetime, timezone
from decimal import Decimal
from io import BytesIO
from itertools import cycle
from pathlib import Path

from facturx import get_facturx_xml_from_pdf, get_flavor, get_level
from lxml import etree
from pypdf import PdfReader

AGREEMENT, DELIVERY, SETTLEMENT = (f"//ram:ApplicableHeaderTrade{part}" for part in ("Agreement", "Delivery", "Settlement"))
TOTALS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
TAXED = f"{SETTLEMENT}/ram:ApplicableTradeTax[ram:CategoryCode='S']"
LINE = "//ram:IncludedSupplyChainTradeLineItem"
PARTS = ["Part of the price of ", "Teil des Preises von "]
PDFA, FX = "{http://www.aiim.org/pdfa/ns/id/}", "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
# Amounts that are moved by a cent: where, as an XPath.
SPOILED = {
    "a-tax": f"{TAXED}/ram:CalculatedAmount",
    "a-taxable-amount": f"{TAXED}/ram:BasisAmount",
    "a-line": f"{LINE}//ram:LineTotalAmount",
    "all-taxes": f"{TOTALS}/ram:TaxTotalAmount",
    "the-total": f"{TOTALS}/ram:GrandTotalAmount",
    "what-is-due": f"{TOTALS}/ram:DuePayableAmount",
}


def amount(money):
    """Money as the store writes it, in units of the currency."""
    return Decimal(money["amount"]) if money["currency"] == "JPY" else Decimal(money["amount"]).scaleb(-2)


def day(milliseconds):
    return datetime.fromtimestamp(milliseconds / 1000, timezone.utc).strftime("%Y%m%d")


def rate(of):
    return "" if of["code"] == "O" else f"{Decimal(of['rate']).scaleb(-4).normalize():f}"


def words(text):
    """A text without what XML cannot hold, as its parser reads it."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text).strip()


def differences(document, tree):
    """What an invoice says otherwise than its document."""
    namespaces = tree.nsmap

    def texts(path, at=tree):
        return [found.text for found in at.xpath(path, namespaces=namespaces)]

    def amounts(path, at=tree):
        return [Decimal(text) for text in texts(path, at)]

    def party(path, party):
        address = party["address"]
        name = party.get("name") or address["organization"] or address["name"] or party["email"]
        place = ("postal_code", "line1", "line2", "city", "country", "region")
        expect(path, [words(name)], texts(f"{path}/ram:Name"))
        found = texts(f"{path}/ram:PostalTradeAddress/*")
        expect(f"{path}: address", [address[field] for field in place if address[field]], found)

    def expect(what, expected, found):
        if expected != found:
            faults.append(f"{what}: {found} instead of {expected}")

    faults = []
    is_credit_note = document["kind"] == "credit-note"
    expect("number", [document["number"]], texts("//rsm:ExchangedDocument/ram:ID"))
    expect("type", ["381" if is_credit_note else "380"], texts("//rsm:ExchangedDocument/ram:TypeCode"))
    expect("date", [day(document["issued_at"])], texts("//ram:IssueDateTime/udt:DateTimeString"))
    supplied = [day(document["supplied_at"])] if document["supplied_at"] else []
    expect("supplied", supplied, texts("//ram:ActualDeliverySupplyChainEvent//udt:DateTimeString"))
    expect("currency", [document["total"]["currency"]], texts("//ram:InvoiceCurrencyCode"))
    expect("order", [str(document["order"])], texts("//ram:SellerOrderReferencedDocument/ram:IssuerAssignedID"))
    notes = [words(note) for note in [*document["notes"], document["reason"]] if words(note)]
    expect("notes", notes, texts("//rsm:ExchangedDocument/ram:IncludedNote/ram:Content"))
    refers_to = document["refers_to"]
    expect("refers to", [refers_to["number"]] if refers_to else [], texts("//ram:InvoiceReferencedDocument/ram:IssuerAssignedID"))
    party(f"{AGREEMENT}/ram:SellerTradeParty", document["seller"])
    party(f"{AGREEMENT}/ram:BuyerTradeParty", document["buyer"])
    to = (document["ship_to"] or document["buyer"])["address"]["country"]
    expect("ships to", [to], texts("//ram:ShipToTradeParty//ram:CountryID"))
    out_of_scope = document["taxes"][0]["rate"]["code"] == "O"
    numbers = [] if out_of_scope else [party["vat_id"] for party in (document["seller"], document["buyer"]) if party["vat_id"]]
    expect("VAT numbers", numbers, texts(f"{AGREEMENT}//ram:ID[@schemeID='VA']"))

    # Shipping is a line where there is none.
    lines, charges = document["lines"], document["charges"]
    if not lines:
        lines, charges = [{**charge, "title": charge["label"], "quantity": 1} for charge in charges], []
    expect("lines", len(lines), len(tree.xpath(LINE, namespaces=namespaces)))
    for line, written in zip(lines, tree.xpath(LINE, namespaces=namespaces)):
        # An amount that is about no pieces is a part of the price: one lump sum.
        is_part, pieces = line["quantity"] == 0, max(line["quantity"], 1)
        names = [part + words(line["title"]) for part in (PARTS if is_part else [""])]
        [name] = texts(".//ram:SpecifiedTradeProduct/ram:Name", written)
        expect("title", names[0], names[0] if name in names else name)
        expect("unit", ["LS" if is_part else "C62"], written.xpath(".//ram:BilledQuantity/@unitCode", namespaces=namespaces))
        expect("pieces", [pieces], amounts(".//ram:BilledQuantity", written))
        expect("net", [amount(line["net"])], amounts(".//ram:LineTotalAmount", written))
        expect("rate", [rate(line["rate"])] if rate(line["rate"]) else [], texts(".//ram:RateApplicablePercent", written))
        # The price, for as many pieces as it is of, less what is taken off.
        [price], of = amounts(".//ram:ChargeAmount", written), amounts(".//ram:BasisQuantity", written) or [1]
        off = sum(amounts(".//ram:SpecifiedTradeAllowanceCharge/ram:ActualAmount", written))
        expect("price", amount(line["net"]), price * pieces / of[0] - off)
    charged = amounts(f"{SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge/ram:ActualAmount")
    expect("charges", [amount(charge["net"]) for charge in charges], charged)
    taxes = zip(
        texts(f"{SETTLEMENT}/ram:ApplicableTradeTax/ram:CategoryCode"),
        amounts(f"{SETTLEMENT}/ram:ApplicableTradeTax/ram:BasisAmount"),
        amounts(f"{SETTLEMENT}/ram:ApplicableTradeTax/ram:CalculatedAmount"),
    )
    expected = [(tax["rate"]["code"], amount(tax["net"]), amount(tax["tax"])) for tax in document["taxes"]]
    expect("taxes", expected, list(taxes))
    total, paid = amount(document["total"]), amount(document["paid"])
    expect("total", [total], amounts(f"{TOTALS}/ram:GrandTotalAmount"))
    expect("paid", [paid] if paid else [], amounts(f"{TOTALS}/ram:TotalPrepaidAmount"))
    expect("due", [total - paid], amounts(f"{TOTALS}/ram:DuePayableAmount"))
    account = [] if total == paid or is_credit_note else [document["seller"]["iban"]]
    expect("account", account, texts("//ram:IBANID"))
    return faults


def faults_of_pdf(pdf, xml):
    """What another library misses in a PDF."""
    name, found = get_facturx_xml_from_pdf(BytesIO(pdf), check_xsd=True)
    if not found:
        return ["it contains no invoice"]
    tree = etree.fromstring(found)
    faults = []
    if (name, found) != ("factur-x.xml", xml):
        faults.append(f"it contains another invoice: {name}")
    if (get_flavor(tree), get_level(tree)) != ("factur-x", "en16931"):
        faults.append("it is of another profile")
    reader = PdfReader(BytesIO(pdf))
    root = reader.trailer["/Root"]
    if [file.get_object()["/AFRelationship"] for file in root["/AF"]] != ["/Alternative"]:
        faults.append("its file is not an alternative of its pages")
    xmp = etree.fromstring(root["/Metadata"].get_data())
    # As elements or as attributes.
    told = {key: value for each in xmp.iter("*") for key, value in [(each.tag, each.text), *each.attrib.items()]}
    expected = {PDFA + "part": "3", FX + "DocumentType": "INVOICE", FX + "DocumentFileName": name, FX + "ConformanceLevel": "EN 16931"}
    faults += [f"{key} is {told.get(key)}" for key, value in expected.items() if told.get(key) != value]
    if name not in reader.attachments:
        faults.append("other readers do not list its file")
    return faults


def main():
    folder = Path(sys.argv[1])
    names = sorted(path.stem for path in folder.glob("*.xml"))
    written = {name: (folder / f"{name}.xml").read_bytes() for name in names}
    to_judge = [("", name, written[name].decode()) for name in names]
    # The rules are less strict where there is no tax.
    suitable = [name for name in names if b"<ram:CategoryCode>S<" in written[name]]
    for name, (how, where) in zip(suitable[:: 1 + len(suitable) // 40], cycle(SPOILED.items())):
        tree = etree.fromstring(written[name])
        found = tree.xpath(where, namespaces=tree.nsmap)[0]
        found.text = str(Decimal(found.text) + Decimal("0.01"))
        to_judge.append((how, name, etree.tostring(tree).decode()))
    verdicts = broken_rules([re.sub(r"<\?xml[^>]*\?>", "", xml) for _, _, xml in to_judge])
    for (how, name, xml), rules in zip(to_judge, verdicts):
        if how:
            print("refused" if rules else "wrong", name, how, *rules)
            continue
        document = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        faults = rules + differences(document, etree.fromstring(xml.encode()))
        codes = ",".join(sorted({tax["rate"]["code"] for tax in document["taxes"]}))
        print("wrong" if faults else "invoice", name, *(faults or [codes]))
        pdf = folder / f"{name}.pdf"
        if pdf.exists():
            faults = faults_of_pdf(pdf.read_bytes(), written[name])
            print("wrong" if faults else "pdf", name, *faults)


main()
