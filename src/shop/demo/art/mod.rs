//! Pictures of the demo products: one reproducible SVG per product.
//!
//! The pictures contain no text. Titles are next to them in the page, in its language and font; text inside
//! the pictures would add fonts that the first paint has to wait for.
//!
//! A product names a *motif* (the generator) and a *palette* (the colours); everything else derives from
//! its id.

mod cover;
mod palette;
mod poster;
mod svg;
mod thing;
mod ticket;

use pannier::Language;

use crate::shop::{album::Album, poster::Poster, product::Product, ticket::Ticket};

/// The width and height of a picture, which prevent layout shifts while it loads.
pub type Size = (u32, u32);

pub const COVER: Size = (cover::SIDE as u32, cover::SIDE as u32);
pub const POSTER: Size = (poster::WIDTH as u32, poster::HEIGHT as u32);
pub const THING: Size = (thing::SIDE as u32, thing::SIDE as u32);
pub const TICKET: Size = (ticket::WIDTH as u32, ticket::HEIGHT as u32);

/// Draws the cover of an album.
pub fn of_album(album: &Album) -> String {
    cover::cover(&album.slug, &album.motif, &album.palette, &album.title, &album.artist)
}

/// Draws a poster, as seen from across the room.
pub fn of_poster(poster: &Poster) -> String {
    poster::poster(&poster.slug, &poster.motif, &poster.palette, &poster.title, &poster.designer)
}

/// Draws a plain product. What is not published is drawn without its title.
pub fn of_product(product: &Product) -> String {
    let title = if product.is_published() { product.title(Language::ENGLISH) } else { product.id.as_str() };
    thing::thing(&product.id, title)
}

/// Draws a ticket with its stub.
pub fn of_ticket(ticket: &Ticket) -> String {
    ticket::ticket(&ticket.id, &ticket.motif, &ticket.palette, &ticket.title)
}
