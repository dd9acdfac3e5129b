//! The pages.

mod about;
mod article;
mod articles;
mod home;
mod honesty_box;
mod issue;
mod issues;
mod shop;
mod shown;
mod subscribe;
mod trouble;

pub use about::AboutPage;
pub use article::ArticlePage;
pub use articles::ArticlesPage;
pub use home::HomePage;
pub use honesty_box::HonestyBoxPage;
pub use issue::IssuePage;
pub use issues::IssuesPage;
pub use shop::{BasketRoute, CheckoutRoute, DownloadRoute, OrderRoute, WithdrawRoute};
pub use subscribe::SubscribePage;
pub use trouble::NotFound;
