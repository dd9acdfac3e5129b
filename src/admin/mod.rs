//! The admin: the merchant's pages, rendered on the server, without scripts.
//!
//! Each module with pages lists them as [`Route`](routes::Route)s, with the act that each is. The access layer around every
//! route lets in who may do that, and gives the handler the signed-in member of staff as a [`Here`](here::Here).

mod access;
mod audit;
mod bulk;
mod codes;
mod cookie;
mod costly;
mod csv;
mod deliveries;
mod detail;
mod files;
mod form;
mod handler;
mod here;
mod imports;
mod invoices;
mod jobs;
mod order;
mod orders;
mod page;
mod pictures;
mod products;
mod refunds;
mod routes;
mod sign_in;
mod slips;
mod staff;
mod taxes;
mod today;
mod upload;
mod webhooks;
mod withdrawals;
