//! What pages promise: a mail only if a receiver sends it.

use async_trait::async_trait;
use pannier::{
    Event, Receiver, ReceiverError, SignalKind,
    receivers::{Mailer, OrderMail},
};

use crate::{
    log::Log,
    on_both,
    world::{Pending, World, fresh_dir},
};

on_both!(mails_are_promised_if_a_receiver_sends_them, a_shop_that_sends_no_mails_about_orders_logs_it_once);

/// An app's own receiver, which writes to shoppers in its own way.
struct Letters;

#[async_trait]
impl Receiver for Letters {
    fn name(&self) -> &'static str {
        "letters"
    }

    fn accepts(&self, kind: SignalKind) -> bool {
        kind == SignalKind::Completed
    }

    fn confirms_orders(&self) -> bool {
        true
    }

    async fn receive(&self, _: &Event<'_>) -> Result<(), ReceiverError> {
        Ok(())
    }
}

fn order_mail(world: &World) -> OrderMail {
    OrderMail::new(Mailer::folder(fresh_dir().join("mail")), world.store.settings()).unwrap()
}

async fn mails_are_promised_if_a_receiver_sends_them(world: World) {
    world.product("book").insert().await;
    let promised = async |world: &World| {
        let visitor = world.visitor_with(&["book"]).await;
        let checkout = world.store.checkout(&visitor).await.unwrap();
        let Pending { token, .. } = world.pending(&["book"]).await;
        let order = world.store.order(&token).await.unwrap();
        [checkout.confirmed_by_mail, order.confirmed_by_mail]
    };
    assert_eq!(promised(&world).await, [false, false]);
    let mail = order_mail(&world);
    let world = world.with(|builder| builder.receive(mail)).await;
    assert_eq!(promised(&world).await, [true, true]);
    let world = world.with(|builder| builder.receive(Letters)).await;
    assert_eq!(promised(&world).await, [true, true], "by a receiver of the app's own");
}

async fn a_shop_that_sends_no_mails_about_orders_logs_it_once(world: World) {
    let log = Log::default();
    let _guard = log.listen();
    let warnings = || log.lines("shoppers get no mails").len();
    let mail = order_mail(&world);
    let world = world.with(|builder| builder.receive(mail)).await;
    let world = world.with(|builder| builder.without_migrations()).await;
    assert_eq!(warnings(), 0, "one sends them, and the other is not the shop");
    let world = world.with(|builder| builder).await;
    world.product("book").insert().await;
    world.pending(&["book"]).await;
    assert_eq!(warnings(), 1);
}
