//! The plain products of the demo catalogue, all fictional, in English and German.

/// A seeded product.
pub struct SeedProduct {
    /// A word of it chooses the drawing; see [`art`](crate::shop::demo::art).
    pub id: &'static str,
    pub english: SeedTexts,
    pub german: SeedTexts,
    pub maker: &'static str,
    pub cents: i64,
    pub grams: u32,
    /// The stock, unless there are options.
    pub stock: Option<u32>,
    pub options: &'static [SeedOption],
}

/// The texts of a seeded product in a language.
pub struct SeedTexts {
    pub title: &'static str,
    pub description: &'static str,
}

/// An option of a seeded product. Its name is the same in all languages.
pub struct SeedOption {
    pub id: &'static str,
    pub name: &'static str,
    /// Its price, if that is not the price of the product.
    pub cents: Option<i64>,
    pub stock: u32,
}

pub const PRODUCTS: &[SeedProduct] = &[
    SeedProduct {
        id: "rope-works-mug",
        english: SeedTexts {
            title: "Rope Works Mug",
            description: "Thrown in the back room of the old rope works, glazed twice, fired once. The handle takes two fingers, \
                the rim forgives, and the dishwasher is no problem at all.",
        },
        german: SeedTexts {
            title: "Becher aus der Seilerei",
            description: "Im Hinterzimmer der alten Seilerei gedreht, zweimal glasiert, einmal gebrannt. Der Henkel nimmt zwei \
                Finger, der Rand verzeiht, und die Spülmaschine ist kein Problem.",
        },
        maker: "Hanne Lind",
        cents: 1800,
        grams: 420,
        stock: None,
        options: &[
            SeedOption { id: "indigo", name: "Indigo", cents: None, stock: 24 },
            SeedOption { id: "terracotta", name: "Terracotta", cents: None, stock: 3 },
            SeedOption { id: "sepia", name: "Sepia", cents: Some(2100), stock: 0 },
        ],
    },
    SeedProduct {
        id: "tide-table-cards",
        english: SeedTexts {
            title: "Tide Table Cards",
            description: "Eight postcards from the letterpress, each with the high water of one day at the harbour of Vesper. They \
                are right for a year; after that, they are poetry.",
        },
        german: SeedTexts {
            title: "Gezeitenkarten",
            description: "Acht Postkarten aus dem Buchdruck, jede mit dem Hochwasser eines Tages im Hafen von Vesper. Ein Jahr lang \
                stimmen sie; danach sind sie Dichtung.",
        },
        maker: "Joris Eck",
        cents: 1200,
        grams: 90,
        stock: Some(60),
        options: &[],
    },
    SeedProduct {
        id: "low-water-mug",
        english: SeedTexts {
            title: "Low Water Mug",
            description: "Enamel on steel, with a line inside at the height at which one should think about refilling. Survives \
                falls, picnics and children; the dents are yours.",
        },
        german: SeedTexts {
            title: "Niedrigwasserbecher",
            description: "Email auf Stahl, innen mit einem Strich auf der Höhe, bei der man ans Nachschenken denken sollte. Überlebt \
                Stürze, Picknicks und Kinder; die Beulen gehören Ihnen.",
        },
        maker: "Hanne Lind",
        cents: 1400,
        grams: 210,
        stock: Some(35),
        options: &[],
    },
];
