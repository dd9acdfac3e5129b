//! The shop's pictures, drawn by the shop: one SVG per good, always the same for the same good.
//!
//! There is no word on them: what a good is called stands beside its picture, in the reader's language and in a font that the page has,
//! while each size of type in each picture would be one more for the first paint to wait for.
//!
//! A good names a *motif* (which generator draws it) and a *palette* (in which colours); its id decides about the rest.

mod cover;
mod palette;
mod poster;
mod svg;
mod ticket;

use crate::shop::{album::Album, poster::Poster, ticket::Ticket};

/// Width and height of a picture, for the attributes that keep a page from jumping while it loads.
pub type Size = (u32, u32);

pub const COVER: Size = (cover::SIDE as u32, cover::SIDE as u32);
pub const POSTER: Size = (poster::WIDTH as u32, poster::HEIGHT as u32);
pub const TICKET: Size = (ticket::WIDTH as u32, ticket::HEIGHT as u32);

/// The cover of an album.
pub fn of_album(album: &Album) -> String {
    cover::cover(&album.slug, &album.motif, &album.palette, &album.title, &album.artist)
}

/// A poster, as it looks from the other side of the room.
pub fn of_poster(poster: &Poster) -> String {
    poster::poster(&poster.slug, &poster.motif, &poster.palette, &poster.title, &poster.designer)
}

/// A ticket with its stub.
pub fn of_ticket(ticket: &Ticket) -> String {
    ticket::ticket(&ticket.id, &ticket.motif, &ticket.palette, &ticket.title)
}
