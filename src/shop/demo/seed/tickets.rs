//! The events of the demo catalogue, all fictional.

use time::Weekday;

/// A seeded event.
pub struct SeedTicket {
    pub id: &'static str,
    pub title: &'static str,
    pub performer: &'static str,
    pub venue: &'static Venue,
    /// The start: the first such weekday at least this number of days after the shop's first start, in
    /// minutes past midnight.
    pub when: (i64, Weekday, i64),
    pub minutes: i64,
    pub description: &'static str,
    pub cents: i64,
    /// The seats in the room, and the seats left.
    pub seats: (u32, u32),
    /// The motif and palette of its picture; see [`art`](crate::shop::demo::art).
    pub art: (&'static str, &'static str),
}

/// A venue.
pub struct Venue {
    pub name: &'static str,
    pub street: &'static str,
}

/// All venues are in the same town.
pub const CITY: &str = "Vesper";
/// ISO 3166-1 alpha-2.
pub const COUNTRY: &str = "NL";

const GREAT_ROOM: Venue = Venue { name: "Marram Hall, Great Room", street: "Kade 14" };
const CELLAR: Venue = Venue { name: "Marram Hall, Cellar", street: "Kade 14" };
const STUDIO: Venue = Venue { name: "Marram Print Studio", street: "Touwslagerspad 3" };
const CHAPEL: Venue = Venue { name: "Mariners' Chapel", street: "Kerkdijk 1" };
const PIER: Venue = Venue { name: "MS Halcyon, Pier 4", street: "Veerhaven 4" };

pub const TICKETS: &[SeedTicket] = &[
    SeedTicket {
        id: "blue-hour-recital",
        title: "Blue Hour, in the Dark",
        performer: "Ilse Maren",
        venue: &GREAT_ROOM,
        when: (12, Weekday::Friday, 19 * 60 + 30),
        minutes: 75,
        description: "The whole of Blue Hour on the piano it was recorded on, carried up two flights of stairs for the evening. \
            The lights go down with the sun and stay down.",
        cents: 2400,
        seats: (120, 64),
        art: ("keys", "tide"),
    },
    SeedTicket {
        id: "trio-late-set",
        title: "The Late Set",
        performer: "The Marram Trio",
        venue: &CELLAR,
        when: (16, Weekday::Saturday, 22 * 60),
        minutes: 60,
        description: "Clarinet, cello, bass and no amplification, in a room with a low ceiling and forty chairs. Doors close when \
            the first note is played, and the bar with them.",
        cents: 1800,
        seats: (40, 2),
        art: ("strings", "ember"),
    },
    SeedTicket {
        id: "screen-printing",
        title: "Screen Printing for Beginners",
        performer: "Hanne Lind",
        venue: &STUDIO,
        when: (20, Weekday::Sunday, 10 * 60),
        minutes: 300,
        description: "Draw it, cut it, pull it: a day in the studio, at the end of which you go home with five prints, a stencil \
            and ink under your fingernails. Soup at noon. Nobody needs to be able to draw.",
        cents: 7500,
        seats: (10, 6),
        art: ("halftone", "rose"),
    },
    SeedTicket {
        id: "choir-by-candlelight",
        title: "Glass Harbour by Candlelight",
        performer: "Lumen Choir",
        venue: &CHAPEL,
        when: (25, Weekday::Friday, 20 * 60),
        minutes: 80,
        description: "Sixteen voices, two hundred candles, one small chapel on the dike. The shipping forecast has never sounded \
            like this.",
        cents: 2200,
        seats: (90, 0),
        art: ("candles", "night"),
    },
    SeedTicket {
        id: "listening-room",
        title: "Listening Room: Low Sun",
        performer: "Ada Quist",
        venue: &CELLAR,
        when: (31, Weekday::Thursday, 19 * 60),
        minutes: 90,
        description: "Twenty-four armchairs, two very large loudspeakers, one record from beginning to end. Ada Quist sits in the \
            twenty-fifth and answers questions afterwards.",
        cents: 1500,
        seats: (24, 11),
        art: ("ripples", "dusk"),
    },
    SeedTicket {
        id: "orchard-matinee",
        title: "The Orchard Year: A Family Matinee",
        performer: "Wren & Hollis",
        venue: &GREAT_ROOM,
        when: (38, Weekday::Sunday, 15 * 60),
        minutes: 55,
        description: "Twelve songs, twelve pictures drawn live on the big screen, and apple juice for everybody. For people from \
            four years up, and for those who come with them.",
        cents: 1200,
        seats: (120, 88),
        art: ("confetti", "moss"),
    },
    SeedTicket {
        id: "night-ferry-live",
        title: "Night Ferry, on the Water",
        performer: "Corin Vale",
        venue: &PIER,
        when: (52, Weekday::Saturday, 21 * 60),
        minutes: 180,
        description: "Corin Vale plays the album on the boat it is about, from casting off to tying up. Blankets are provided; a \
            coat is advised. The boat leaves on time.",
        cents: 3200,
        seats: (60, 37),
        art: ("beams", "plum"),
    },
    SeedTicket {
        id: "quartet-in-residence",
        title: "Small Republics: Two Nights, One Room",
        performer: "Nadia Ferro Quartet",
        venue: &GREAT_ROOM,
        when: (66, Weekday::Friday, 20 * 60 + 30),
        minutes: 110,
        description: "The quartet plays the debut in full, then tears it up and plays it again. This is the ticket for the first \
            night; bring somebody who says that they do not like jazz.",
        cents: 2600,
        seats: (120, 97),
        art: ("brass", "ochre"),
    },
];
