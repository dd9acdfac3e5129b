//! The posters of the demo catalogue, all fictional.

use crate::shop::poster::size::{self, Size};

/// A seeded poster.
pub struct SeedPoster {
    pub id: &'static str,
    pub title: &'static str,
    pub designer: &'static str,
    pub technique: &'static str,
    pub description: &'static str,
    /// The motif and palette of its picture; see [`art`](crate::shop::demo::art).
    pub art: (&'static str, &'static str),
    /// The price of the smallest size in cents, and the stock of each size, smallest first.
    pub cents: i64,
    pub stock: [u32; 3],
}

pub const PAPER: &str = "Uncoated cotton paper, 240 g/m²";

/// The sizes of every poster, each with its surcharge over the smallest one, in cents.
pub const SIZES: [(Size, i64); 3] = [(size::A3, 0), (size::A2, 1100), (size::LARGE, 2000)];

pub const POSTERS: &[SeedPoster] = &[
    SeedPoster {
        id: "dunes",
        title: "Dunes at Marram Point",
        designer: "Hanne Lind",
        technique: "Five-colour screen print",
        description: "The walk to the sea as it is remembered: more sand than there was, a bigger sun, nobody else about. Five \
            colours, mixed by eye, pulled one after the other.",
        art: ("dunes", "ember"),
        cents: 1900,
        stock: [40, 25, 12],
    },
    SeedPoster {
        id: "north-face",
        title: "North Face",
        designer: "Joris Eck",
        technique: "Risograph",
        description: "Three ridges and the first snow. Printed on a stencil duplicator, so that no two sheets line up in quite \
            the same way; yours is the only one of its kind.",
        art: ("peaks", "glacier"),
        cents: 1800,
        stock: [30, 18, 3],
    },
    SeedPoster {
        id: "evening-tide",
        title: "Evening Tide",
        designer: "Hanne Lind",
        technique: "Giclée",
        description: "Bands of water, each one a little darker than the one behind it, and the light that goes across all of \
            them. It does something to a narrow hallway.",
        art: ("sea", "dusk"),
        cents: 2200,
        stock: [22, 20, 15],
    },
    SeedPoster {
        id: "regatta",
        title: "Regatta",
        designer: "Studio Tack",
        technique: "Four-colour screen print",
        description: "Eleven boats, one wind. A study in triangles that began as a results sheet and got out of hand.",
        art: ("sails", "tide"),
        cents: 2000,
        stock: [35, 22, 14],
    },
    SeedPoster {
        id: "quarter-past-nine",
        title: "Quarter Past Nine",
        designer: "Ines Caro",
        technique: "Four-colour screen print",
        description: "The view from our own stairwell, with the windows that were lit on a Tuesday in February. The one who \
            works late on the fifth floor has bought a copy.",
        art: ("city", "night"),
        cents: 2000,
        stock: [28, 16, 9],
    },
    SeedPoster {
        id: "birch-wood",
        title: "Birch Wood",
        designer: "Joris Eck",
        technique: "Linocut, two blocks",
        description: "Trunks, and the dark between the trunks. Cut by hand from two blocks of lino; look closely and you can \
            see where the gouge hesitated.",
        art: ("birches", "pine"),
        cents: 2400,
        stock: [16, 10, 6],
    },
    SeedPoster {
        id: "colonnade",
        title: "Colonnade",
        designer: "Ines Caro",
        technique: "Three-colour screen print",
        description: "An arcade at noon, when the shadows are shortest and the whole town has gone in to eat. Flat colour and \
            patience.",
        art: ("colonnade", "ochre"),
        cents: 2000,
        stock: [26, 19, 11],
    },
    SeedPoster {
        id: "moonrise",
        title: "Moonrise, Still Water",
        designer: "Hanne Lind",
        technique: "Giclée",
        description: "There were nine minutes between the moon clearing the hill and the wind getting up. This is the fourth.",
        art: ("moonrise", "night"),
        cents: 2200,
        stock: [24, 17, 8],
    },
    SeedPoster {
        id: "fern",
        title: "Fern",
        designer: "Studio Tack",
        technique: "Risograph",
        description: "A frond drawn with a compass and nothing else: every leaflet is an arc of the same circle, made smaller by \
            the same step.",
        art: ("fern", "moss"),
        cents: 1800,
        stock: [32, 21, 13],
    },
    SeedPoster {
        id: "contour",
        title: "Contour Study 4",
        designer: "Ada Quist",
        technique: "Letterpress",
        description: "An island that is on no map, surveyed at ten-metre intervals. The musician of Low Sun draws these \
            between takes; we talked her into printing one.",
        art: ("contour", "bone"),
        cents: 2600,
        stock: [14, 9, 0],
    },
    SeedPoster {
        id: "terraces",
        title: "Terraces",
        designer: "Studio Tack",
        technique: "Five-colour screen print",
        description: "A hillside that people have been straightening for six hundred years. Each step is one stencil.",
        art: ("terraces", "moss"),
        cents: 1900,
        stock: [27, 20, 12],
    },
    SeedPoster {
        id: "the-bend",
        title: "The Bend",
        designer: "Joris Eck",
        technique: "Linocut, three blocks",
        description: "Where the river makes up its mind. The most popular thing we ever printed; this is the last of the second \
            edition, and there will be no third.",
        art: ("bend", "rose"),
        cents: 2400,
        stock: [0, 4, 2],
    },
];
