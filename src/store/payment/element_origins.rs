//! The origins that a payment element uses, for the content security policy of the pages that show it.

/// The origins (`https://js.pay.example`) that a gateway's element uses, by what it uses them for.
///
/// ```
/// use pannier::ElementOrigins;
///
/// let origins = ElementOrigins::new()
///     .script("https://js.pay.example")
///     .frame("https://fields.pay.example")
///     .connect("https://api.pay.example");
/// assert_eq!(origins.frames, ["https://fields.pay.example"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ElementOrigins {
    /// The origins of scripts.
    pub scripts: Vec<String>,
    /// The origins of frames.
    pub frames: Vec<String>,
    /// The origins that the page itself, outside of frames, fetches from.
    pub connections: Vec<String>,
    /// The origins of images outside of frames.
    pub images: Vec<String>,
}

impl ElementOrigins {
    /// Creates a list without an origin.
    pub fn new() -> ElementOrigins {
        ElementOrigins::default()
    }

    /// Adds an origin of scripts.
    #[must_use]
    pub fn script(mut self, origin: impl Into<String>) -> ElementOrigins {
        self.scripts.push(origin.into());
        self
    }

    /// Adds an origin of frames.
    #[must_use]
    pub fn frame(mut self, origin: impl Into<String>) -> ElementOrigins {
        self.frames.push(origin.into());
        self
    }

    /// Adds an origin that the page fetches from.
    #[must_use]
    pub fn connect(mut self, origin: impl Into<String>) -> ElementOrigins {
        self.connections.push(origin.into());
        self
    }

    /// Adds an origin of images.
    #[must_use]
    pub fn image(mut self, origin: impl Into<String>) -> ElementOrigins {
        self.images.push(origin.into());
        self
    }
}
