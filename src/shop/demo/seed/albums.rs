//! The albums of the demo catalogue, all fictional.

/// A seeded album.
pub struct SeedAlbum {
    pub id: &'static str,
    pub title: &'static str,
    pub artist: &'static str,
    pub year: i64,
    pub genre: &'static str,
    /// The prices of the download and the CD, in cents.
    pub cents: (i64, i64),
    /// The motif and palette of its cover; see [`art`](crate::shop::demo::art).
    pub art: (&'static str, &'static str),
    pub description: &'static str,
    /// One track per line: length, space, title.
    pub tracks: &'static str,
}

pub const ALBUMS: &[SeedAlbum] = &[
    SeedAlbum {
        id: "blue-hour",
        title: "Blue Hour",
        artist: "Ilse Maren",
        year: 2024,
        genre: "Solo piano",
        cents: (900, 1500),
        art: ("horizon", "tide"),
        description: "Eight pieces for an upright piano with the practice pedal down, recorded in the half hour after sunset on \
            eight different evenings. You can hear the felt, the bench and, once, the harbour bell.",
        tracks: "3:12 First Light Left On\n4:47 Blue Hour\n2:58 The Lamplighter's Route\n5:20 Low Water\n3:36 Two Windows\n\
            4:04 Letter, Unsent\n3:49 The Bell at Marram Point\n6:11 Everyone Has Gone In",
    },
    SeedAlbum {
        id: "night-ferry",
        title: "Night Ferry",
        artist: "Corin Vale",
        year: 2025,
        genre: "Electronic",
        cents: (950, 1500),
        art: ("orbit", "night"),
        description: "One crossing, dusk to dawn, on a single analogue synthesiser and the ship's own engine note. Best heard \
            lying down, in the dark, with somewhere to be in the morning.",
        tracks: "5:02 Embarkation\n6:40 Harbour Lights, Receding\n7:15 Open Water\n4:33 The Sleeping Lounge\n8:21 Three in the \
            Morning\n5:54 Radar\n6:08 Landfall",
    },
    SeedAlbum {
        id: "small-republics",
        title: "Small Republics",
        artist: "Nadia Ferro Quartet",
        year: 2025,
        genre: "Jazz",
        cents: (1000, 1600),
        art: ("tiles", "ember"),
        description: "A debut that swings without raising its voice. Ferro's trumpet leads nine portraits of countries that \
            never quite existed; the rhythm section supplies the customs officers.",
        tracks: "4:41 Free City\n5:28 Anthem for a Flat Country\n3:57 The Minister of Bridges\n6:19 Border Town Waltz\n\
            4:12 Coat of Arms\n5:05 Small Republics\n3:33 Postage Stamp\n7:01 The Navy Has One Boat\n4:26 Abdication",
    },
    SeedAlbum {
        id: "salt-roads",
        title: "Salt Roads",
        artist: "The Marram Trio",
        year: 2023,
        genre: "Chamber jazz",
        cents: (900, 1500),
        art: ("strata", "ochre"),
        description: "Clarinet, cello and double bass follow the old trade route inland, from tide pools to mountain pass. \
            Written on foot over one summer and recorded in one take each.",
        tracks: "4:18 The Pans at Dawn\n5:44 Mule Bells\n3:29 Toll House\n6:02 Salt Roads\n4:55 A Well, Then Another\n\
            5:13 Switchbacks\n4:40 The Weighing Room",
    },
    SeedAlbum {
        id: "parallel-rain",
        title: "Parallel Rain",
        artist: "Sena Okoro",
        year: 2025,
        genre: "Electronic",
        cents: (950, 1500),
        art: ("weave", "plum"),
        description: "Polyrhythms for kalimba, drum machine and two rooftops. Okoro recorded the same storm from opposite \
            ends of a street and built a record between the two microphones.",
        tracks: "3:44 Gutter Song\n4:20 Parallel Rain\n5:31 Corrugated\n3:08 Umbrella Dance\n6:16 North Roof\n6:16 South Roof\n\
            4:02 Drying",
    },
    SeedAlbum {
        id: "the-orchard-year",
        title: "The Orchard Year",
        artist: "Wren & Hollis",
        year: 2019,
        genre: "Folk",
        cents: (800, 1400),
        art: ("petals", "rose"),
        description: "Two voices, one guitar, twelve songs: a month each. The record that every friend of ours seems to have \
            been given by another friend.",
        tracks: "2:51 Bare Wood\n3:14 Wassail\n3:40 Bud Break\n2:36 Frost Warning\n3:58 Blossom\n4:10 Bees\n3:22 June Drop\n\
            3:47 Ladder Song\n4:05 Windfall\n3:31 The Press\n2:59 Cellar\n4:44 Keeping Apples",
    },
    SeedAlbum {
        id: "low-sun",
        title: "Low Sun",
        artist: "Ada Quist",
        year: 2022,
        genre: "Ambient",
        cents: (800, 1400),
        art: ("sun", "dusk"),
        description: "Long, slow, warm. Four tape loops of a reed organ, each a little shorter than the last, drifting in and \
            out of phase for as long as the sun takes to go down in late November.",
        tracks: "9:48 Low Sun I\n11:20 Low Sun II\n8:37 Low Sun III\n13:05 Low Sun IV",
    },
    SeedAlbum {
        id: "seven-rooms",
        title: "Seven Rooms",
        artist: "Piet Aldous",
        year: 2022,
        genre: "Minimal",
        cents: (900, 1500),
        art: ("squares", "moss"),
        description: "The same forty notes played in seven rooms, from a tiled kitchen to an empty cistern. A quiet argument \
            that the room is the instrument.",
        tracks: "4:00 Kitchen\n4:00 Stairwell\n4:00 Reading Room\n4:00 Squash Court\n4:00 Chapel\n4:00 Boathouse\n4:00 Cistern",
    },
    SeedAlbum {
        id: "glass-harbour",
        title: "Glass Harbour",
        artist: "Lumen Choir",
        year: 2023,
        genre: "Choral",
        cents: (1000, 1600),
        art: ("phases", "glacier"),
        description: "Sixteen voices in a disused lighthouse store, singing new settings of shipping forecasts, tide tables and \
            one very old lullaby.",
        tracks: "5:33 Good, Occasionally Poor\n4:18 Neaps\n6:47 Glass Harbour\n3:52 Springs\n5:06 Lullaby for a Keeper\n\
            7:24 Light List",
    },
    SeedAlbum {
        id: "harvest-machines",
        title: "Harvest Machines",
        artist: "Weather Bureau",
        year: 2020,
        genre: "Motorik",
        cents: (900, 1500),
        art: ("bars", "pine"),
        description: "Two drummers, one chord, a very straight road. Weather Bureau's third album was made in a grain store and \
            sounds like driving past every field in the county.",
        tracks: "7:02 Combine\n5:38 Headland\n6:55 Harvest Machines\n4:47 Chaff\n9:10 Night Shift, Lights On",
    },
    SeedAlbum {
        id: "forty-mornings",
        title: "Forty Mornings",
        artist: "Marit Dahl",
        year: 2020,
        genre: "Field recordings",
        cents: (500, 1200),
        art: ("ridges", "bone"),
        description: "One minute from each of forty mornings on the same bench by the same estuary. No music, and yet. Dahl \
            wants it copied freely, so this download never runs out.",
        tracks: "10:00 Mornings 1 to 10 (Curlew)\n10:00 Mornings 11 to 20 (Fog)\n10:00 Mornings 21 to 30 (Geese)\n\
            10:00 Mornings 31 to 40 (Ice)",
    },
    SeedAlbum {
        id: "last-tram",
        title: "Last Tram to Vesper",
        artist: "The Late Cartographers",
        year: 2024,
        genre: "Indie",
        cents: (900, 1500),
        art: ("arches", "night"),
        description: "Ten songs about missing things by a minute. Jangling guitars, a borrowed string section, and the best \
            chorus about a timetable you will hear this year.",
        tracks: "3:21 Vesper via Mill Street\n2:58 Exact Change\n3:44 Legend\n4:02 You Are Here\n3:15 Request Stop\n\
            2:49 Contour Lines\n3:37 Depot\n4:11 The Unfolding Map\n3:05 All Change\n5:20 Last Tram to Vesper",
    },
    SeedAlbum {
        id: "tin-and-tallow",
        title: "Tin & Tallow",
        artist: "Brother Elm",
        year: 2021,
        genre: "Folk blues",
        cents: (800, 1400),
        art: ("rings", "ember"),
        description: "A resonator guitar, a kitchen chair and a voice like a gate. Recorded by candlelight, because the meter \
            ran out; mixed the next day, because it was already perfect.",
        tracks: "2:44 Candle End\n3:30 Tin & Tallow\n4:15 The Meter Man\n3:02 Gate Song\n3:48 Soot\n4:33 Brother Elm's Goodnight",
    },
    SeedAlbum {
        id: "paper-cranes",
        title: "Paper Cranes",
        artist: "Tomo Arai",
        year: 2021,
        genre: "Acoustic guitar",
        cents: (850, 1450),
        art: ("facets", "glacier"),
        description: "Fingerstyle studies named after folds. Patient, exact and quietly virtuosic; Arai plays as though \
            somebody were asleep in the next room.",
        tracks: "2:20 Valley Fold\n2:41 Mountain Fold\n3:15 Petal Fold\n3:52 Reverse Fold\n2:33 Crimp\n4:26 Paper Cranes\n\
            3:09 Unfolding",
    },
];
