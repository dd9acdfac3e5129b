//! The merchant's side of the store: who acts, and the type that carries the operations.
//!
//! Each domain implements its operations on [`Admin`], mostly in a file of its own, such as `order/admin.rs`.

use std::fmt;

use super::{Settings, Store};

/// The person or program that performs an operation.
///
/// Its text is what logs contain: the kind, followed by the name if there is one.
///
/// ```
/// use pannier::Actor;
///
/// assert_eq!(Actor::CommandLine.to_string(), "command-line");
/// assert_eq!(Actor::Staff("ada@shop.example".into()).to_string(), "staff:ada@shop.example");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Actor {
    /// An operator with access to the server's command line.
    CommandLine,
    /// A member of the merchant's staff, by an id or e-mail address that identifies one person.
    Staff(String),
    /// A plug-in, such as a receiver that updates shipments, by its name.
    Plugin(&'static str),
    /// The app itself, without a person: a scheduled job.
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::CommandLine => f.write_str("command-line"),
            Actor::Staff(who) => write!(f, "staff:{who}"),
            Actor::Plugin(name) => write!(f, "plugin:{name}"),
            Actor::System => f.write_str("system"),
        }
    }
}

/// The merchant's operations, in the name of an [`Actor`]: orders, refunds, shipments, downloads, deliveries
/// and received webhooks. Created by [`Store::acting`].
///
/// Every operation that changes something is [recorded](Admin::audit) with the actor, in the transaction of the change.
/// None checks permissions: an app that offers these operations on a page must make sure that the visitor is allowed to
/// use them.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// use pannier::{Actor, OrderQuery, OrderStatus};
///
/// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
/// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
/// let ada = Actor::Staff("ada@shop.example".into());
/// let admin = store.acting(&ada);
/// admin.mark_paid(order.number).await?;
/// assert_eq!(admin.orders(&OrderQuery::default()).await?[0].status, OrderStatus::Completed);
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Admin<'a> {
    pub(in crate::store) store: &'a Store,
    pub(in crate::store) actor: &'a Actor,
    /// The token of the form that is submitted.
    pub(in crate::store) form: Option<&'a str>,
}

impl<'a> Admin<'a> {
    /// The settings of the store.
    pub fn settings(self) -> &'a Settings {
        self.store.settings()
    }

    /// Returns the same operations, of which one takes effect for this token of a form, once: a form that is submitted
    /// twice, by a second click or a reload, changes nothing the second time.
    ///
    /// `form` is a random text of up to 100 bytes that the form contains. The second time, and for any other change
    /// with the same token, operations fail with [`AdminError::AlreadyDone`](crate::AdminError::AlreadyDone) or
    /// [`FulfilmentError::AlreadyDone`](crate::FulfilmentError::AlreadyDone).
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::{AdminError, Money};
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let part = Some(Money::new(100, order.total.currency));
    /// admin.once("kYQmG5o5").refund(order.number, part).await?;
    /// let again = admin.once("kYQmG5o5").refund(order.number, part).await;
    /// assert!(matches!(again, Err(AdminError::AlreadyDone)));
    /// # Ok(())
    /// # });
    /// ```
    #[must_use]
    pub fn once<'b>(self, form: &'b str) -> Admin<'b>
    where
        'a: 'b,
    {
        Admin { form: Some(form), ..self }
    }
}

impl Store {
    /// Returns the merchant's operations, to be performed in the name of `actor`.
    pub fn acting<'a>(&'a self, actor: &'a Actor) -> Admin<'a> {
        Admin { store: self, actor, form: None }
    }
}
