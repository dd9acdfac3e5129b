//! The German texts of the demo catalogue. Titles are names and stay as they are.

use pannier::{
    Timestamp, args,
    db::{self, Tx},
};

/// Columns added to the tables of a shop whose first start preceded its German texts.
const COLUMNS: &str = "
ALTER TABLE albums ADD COLUMN genre_de TEXT NOT NULL DEFAULT '';
ALTER TABLE albums ADD COLUMN description_de TEXT NOT NULL DEFAULT '';
ALTER TABLE posters ADD COLUMN technique_de TEXT NOT NULL DEFAULT '';
ALTER TABLE posters ADD COLUMN paper_de TEXT NOT NULL DEFAULT '';
ALTER TABLE posters ADD COLUMN description_de TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN description_de TEXT NOT NULL DEFAULT ''";

/// Adds the columns and fills them for the demo products that still exist.
pub async fn translate(tx: &mut Tx, now: Timestamp) -> db::Result<()> {
    tx.execute_batch(COLUMNS).await?;
    for (id, genre, description) in ALBUMS {
        let sql = "UPDATE albums SET genre_de = $2, description_de = $3, updated_at = $4 WHERE id = $1";
        tx.execute(sql, args![*id, *genre, *description, now]).await?;
    }
    for (id, technique, description) in POSTERS {
        let sql =
            "UPDATE posters SET technique_de = $2, paper_de = $3, description_de = $4, updated_at = $5 WHERE id = $1";
        tx.execute(sql, args![*id, *technique, PAPER, *description, now]).await?;
    }
    for (id, description) in TICKETS {
        let sql = "UPDATE tickets SET description_de = $2, updated_at = $3 WHERE id = $1";
        tx.execute(sql, args![*id, *description, now]).await?;
    }
    Ok(())
}

const PAPER: &str = "Ungestrichenes Baumwollpapier, 240 g/m²";

/// Genre and description, by id.
const ALBUMS: &[(&str, &str, &str)] = &[
    (
        "blue-hour",
        "Klavier solo",
        "Acht Stücke für ein Klavier mit getretenem Moderator, an acht verschiedenen Abenden in der halben Stunde nach \
        Sonnenuntergang aufgenommen. Man hört den Filz, die Bank und, ein einziges Mal, die Hafenglocke.",
    ),
    (
        "night-ferry",
        "Elektronik",
        "Eine Überfahrt von der Dämmerung bis zum Morgen, auf einem einzigen analogen Synthesizer und dem Ton der \
        Schiffsmaschine. Am besten im Liegen zu hören, im Dunkeln, wenn man am nächsten Morgen irgendwo sein muss.",
    ),
    (
        "small-republics",
        "Jazz",
        "Ein Debüt, das swingt, ohne laut zu werden. Ferros Trompete führt durch neun Porträts von Ländern, die es nie ganz \
        gab; die Rhythmusgruppe stellt die Zollbeamten.",
    ),
    (
        "salt-roads",
        "Kammerjazz",
        "Klarinette, Cello und Kontrabass folgen der alten Handelsstraße landeinwärts, vom Watt bis zum Pass. Einen Sommer \
        lang zu Fuß geschrieben, jedes Stück in einem Zug aufgenommen.",
    ),
    (
        "parallel-rain",
        "Elektronik",
        "Polyrhythmen für Kalimba, Drumcomputer und zwei Dächer. Okoro hat dasselbe Gewitter von beiden Enden einer Straße \
        aufgenommen und zwischen den zwei Mikrofonen eine Platte gebaut.",
    ),
    (
        "the-orchard-year",
        "Folk",
        "Zwei Stimmen, eine Gitarre, zwölf Lieder: für jeden Monat eines. Die Platte, die anscheinend jeder unserer Freunde \
        von einem anderen Freund bekommen hat.",
    ),
    (
        "low-sun",
        "Ambient",
        "Lang, langsam, warm. Vier Bandschleifen eines Harmoniums, jede ein wenig kürzer als die vorige, die auseinanderlaufen \
        und wieder zusammenfinden, so lange die Sonne Ende November zum Untergehen braucht.",
    ),
    (
        "seven-rooms",
        "Minimal Music",
        "Dieselben vierzig Töne in sieben Räumen, von der gefliesten Küche bis zur leeren Zisterne. Ein leises Plädoyer dafür, \
        dass der Raum das Instrument ist.",
    ),
    (
        "glass-harbour",
        "Chormusik",
        "Sechzehn Stimmen im ausgedienten Lagerhaus eines Leuchtturms singen Seewetterberichte und Gezeitentafeln, neu \
        vertont, und ein sehr altes Wiegenlied.",
    ),
    (
        "harvest-machines",
        "Motorik",
        "Zwei Schlagzeuge, ein Akkord, eine sehr gerade Straße. Das dritte Album von Weather Bureau entstand in einem \
        Getreidespeicher und klingt, als führe man an jedem Feld des Landkreises vorbei.",
    ),
    (
        "forty-mornings",
        "Feldaufnahmen",
        "Je eine Minute von vierzig Morgen auf derselben Bank an derselben Flussmündung. Keine Musik, und doch. Dahl möchte, \
        dass es frei kopiert wird; deshalb läuft dieser Download nie ab.",
    ),
    (
        "last-tram",
        "Indie",
        "Zehn Lieder darüber, etwas um eine Minute zu verpassen. Klirrende Gitarren, geliehene Streicher und der beste Refrain \
        über einen Fahrplan, den Sie dieses Jahr hören werden.",
    ),
    (
        "tin-and-tallow",
        "Folk-Blues",
        "Eine Resonatorgitarre, ein Küchenstuhl und eine Stimme wie ein Gartentor. Bei Kerzenlicht aufgenommen, weil der \
        Münzzähler abgelaufen war; am nächsten Tag abgemischt, weil schon alles stimmte.",
    ),
    (
        "paper-cranes",
        "Akustische Gitarre",
        "Etüden für Fingerspiel, nach Faltungen benannt. Geduldig, genau und auf leise Art virtuos; Arai spielt, als schliefe \
        jemand im Zimmer nebenan.",
    ),
];

/// Technique and description, by id.
const POSTERS: &[(&str, &str, &str)] = &[
    (
        "dunes",
        "Siebdruck in fünf Farben",
        "Der Weg ans Meer, wie man ihn in Erinnerung hat: mehr Sand, als da war, eine größere Sonne, sonst niemand unterwegs. \
        Fünf Farben, nach Augenmaß gemischt, eine nach der anderen gezogen.",
    ),
    (
        "north-face",
        "Risographie",
        "Drei Grate und der erste Schnee. Auf einem Schablonendrucker gedruckt, so dass bei keinen zwei Bögen die Farben ganz \
        gleich sitzen; Ihrer ist der einzige seiner Art.",
    ),
    (
        "evening-tide",
        "Giclée",
        "Bänder aus Wasser, jedes ein wenig dunkler als das dahinter, und das Licht, das über alle hinweggeht. Einem schmalen \
        Flur tut das etwas an, im Guten.",
    ),
    (
        "regatta",
        "Siebdruck in vier Farben",
        "Elf Boote, ein Wind. Eine Studie in Dreiecken, die als Ergebnisliste anfing und außer Kontrolle geriet.",
    ),
    (
        "quarter-past-nine",
        "Siebdruck in vier Farben",
        "Der Blick aus unserem eigenen Treppenhaus, mit den Fenstern, die an einem Dienstag im Februar erleuchtet waren. Wer im \
        fünften Stock so lange arbeitet, hat einen Abzug gekauft.",
    ),
    (
        "birch-wood",
        "Linolschnitt, zwei Platten",
        "Stämme, und das Dunkel zwischen den Stämmen. Von Hand in zwei Linolplatten geschnitten; wer genau hinsieht, erkennt, \
        wo das Messer gezögert hat.",
    ),
    (
        "colonnade",
        "Siebdruck in drei Farben",
        "Ein Laubengang am Mittag, wenn die Schatten am kürzesten sind und die ganze Stadt zum Essen hineingegangen ist. Ebene \
        Farben und Geduld.",
    ),
    (
        "moonrise",
        "Giclée",
        "Neun Minuten vergingen, bis der Mond über dem Hügel stand und der Wind aufkam. Dies ist die vierte.",
    ),
    (
        "fern",
        "Risographie",
        "Ein Wedel, allein mit dem Zirkel gezeichnet: Jedes Blättchen ist ein Bogen desselben Kreises, um denselben Schritt \
        kleiner.",
    ),
    (
        "contour",
        "Buchdruck",
        "Eine Insel, die auf keiner Karte steht, in Höhenlinien von zehn Metern. Die Musikerin von Low Sun zeichnet so etwas \
        zwischen den Aufnahmen; wir haben sie überredet, eine zu drucken.",
    ),
    (
        "terraces",
        "Siebdruck in fünf Farben",
        "Ein Hang, den Menschen seit sechshundert Jahren begradigen. Jede Stufe ist eine Schablone.",
    ),
    (
        "the-bend",
        "Linolschnitt, drei Platten",
        "Wo der Fluss sich entscheidet. Das Beliebteste, was wir je gedruckt haben; dies ist der Rest der zweiten Auflage, und \
        eine dritte wird es nicht geben.",
    ),
];

/// Description, by id.
const TICKETS: &[(&str, &str)] = &[
    (
        "blue-hour-recital",
        "Das ganze Album Blue Hour auf dem Klavier, auf dem es aufgenommen wurde; für den Abend wird es zwei Treppen \
        hinaufgetragen. Das Licht geht mit der Sonne und bleibt aus.",
    ),
    (
        "trio-late-set",
        "Klarinette, Cello, Bass und kein Verstärker, in einem Raum mit niedriger Decke und vierzig Stühlen. Mit dem ersten \
        Ton schließen die Türen, und die Bar mit ihnen.",
    ),
    (
        "screen-printing",
        "Zeichnen, schneiden, rakeln: ein Tag in der Werkstatt, von dem Sie mit fünf Siebdrucken, einer Schablone und Farbe \
        unter den Fingernägeln nach Hause gehen. Mittags gibt es Suppe. Zeichnen können muss niemand.",
    ),
    (
        "choir-by-candlelight",
        "Sechzehn Stimmen, zweihundert Kerzen, eine kleine Kapelle auf dem Deich. So hat der Seewetterbericht noch nie \
        geklungen.",
    ),
    (
        "listening-room",
        "Vierundzwanzig Sessel, zwei sehr große Lautsprecher, eine Platte von Anfang bis Ende. Ada Quist sitzt im \
        fünfundzwanzigsten und beantwortet danach Fragen.",
    ),
    (
        "orchard-matinee",
        "Zwölf Lieder, zwölf Bilder, live auf die große Leinwand gezeichnet, und Apfelsaft für alle. Für Leute ab vier Jahren \
        und für die, die mit ihnen kommen.",
    ),
    (
        "night-ferry-live",
        "Corin Vale spielt das Album auf dem Schiff, von dem es handelt, vom Ablegen bis zum Festmachen. Decken gibt es an \
        Bord, ein Mantel ist ratsam. Das Schiff fährt pünktlich.",
    ),
    (
        "quartet-in-residence",
        "Das Quartett spielt das ganze Debüt, zerreißt es dann und spielt es noch einmal. Dies ist die Karte für den ersten \
        Abend; bringen Sie jemanden mit, der sagt, er möge keinen Jazz.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_good_of_the_demo_is_translated() {
        let german = ALBUMS.iter().chain(POSTERS).map(|(id, ..)| *id).chain(TICKETS.iter().map(|(id, _)| *id));
        let english = super::super::ALBUMS.iter().map(|album| album.id);
        let english = english.chain(super::super::POSTERS.iter().map(|poster| poster.id));
        let english = english.chain(super::super::TICKETS.iter().map(|ticket| ticket.id));
        assert_eq!(german.collect::<Vec<_>>(), english.collect::<Vec<_>>());
    }
}
