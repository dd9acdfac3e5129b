//! Roles of staff, and the acts that each role allows.

use serde::{Deserialize, Serialize};

use crate::{
    model::named::named,
    store::db::{self, read_from},
};

/// The role of a member of staff. Each may do all that the next one may, but a packer sees no figures of the business: neither
/// takings nor taxes nor exports nor the audit log, nor codes, which are worth money.
///
/// ```
/// use pannier::{Act, Role};
///
/// assert!(Role::Packer.may(Act::MarkSent) && !Role::Packer.may(Act::Refund));
/// assert_eq!("packer".parse(), Ok(Role::Packer));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// Does everything, and decides who is on the staff.
    Owner,
    /// Does everything about products, orders, deliveries and webhooks.
    Manager,
    /// Sends shipments, prints slips, writes notes and adjusts stock.
    Packer,
    /// Sees and exports everything except webhooks, and changes nothing.
    Reader,
}

named! { Role {
    Owner => "owner",
    Manager => "manager",
    Packer => "packer",
    Reader => "reader",
} }

read_from! {
    Role: String => db::named,
}

impl Role {
    /// Returns whether a member of staff with this role may perform an act.
    pub const fn may(self, act: Act) -> bool {
        let figures = matches!(
            act,
            Act::Export | Act::ReadTakings | Act::ReadTaxes | Act::ReadAuditLog | Act::ReadCodes | Act::ExportProducts
        );
        if matches!(self, Role::Packer) && figures {
            return false;
        }
        let lowest = match act {
            Act::View
            | Act::Export
            | Act::ReadTakings
            | Act::ReadTaxes
            | Act::ReadAuditLog
            | Act::ReadCodes
            | Act::ExportProducts
            | Act::SignIn
            | Act::SignInRefused
            | Act::SignOut
            | Act::Refused => Role::Reader,
            Act::PrintSlips
            | Act::Note
            | Act::MarkSent
            | Act::StartMarkSent
            | Act::MarkDelivered
            | Act::MarkFailed
            | Act::MarkPending
            | Act::SetShipmentReference
            | Act::AdjustStock
            | Act::RestockRefund => Role::Packer,
            Act::MarkPaid
            | Act::CancelOrder
            | Act::Refund
            | Act::RecordRefund
            | Act::TakeBack
            | Act::AbandonRefund
            | Act::ReleaseOrder
            | Act::PollPayment
            | Act::RenewDownloads
            | Act::EndDownloads
            | Act::Correct
            | Act::BeginShipment
            | Act::AbortShipment
            | Act::RetryDelivery
            | Act::DismissDelivery
            | Act::ReplayDelivery
            | Act::ReadWebhooks
            | Act::ReplayWebhook
            | Act::EditCodes
            | Act::AllocateRefund
            | Act::MatchWithdrawal
            | Act::CloseWithdrawal
            | Act::IssueInvoice
            | Act::CorrectInvoice
            | Act::SaveProduct
            | Act::SetProductState
            | Act::ImportProducts
            | Act::UploadFile => Role::Manager,
            Act::ManageStaff | Act::CreateSignInLink | Act::SaveSite | Act::RetireAll => Role::Owner,
        };
        self as u8 <= lowest as u8
    }
}

/// An act in the admin. Its text is what the audit log contains.
///
/// ```
/// use pannier::Act;
///
/// assert_eq!(Act::MarkPaid.to_string(), "order.mark-paid");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Act {
    /// Looking at a page.
    View,
    /// Exporting orders.
    Export,
    /// Seeing what was taken.
    ReadTakings,
    /// Seeing the taxes of a quarter.
    ReadTaxes,
    /// Reading the audit log.
    ReadAuditLog,
    /// Printing packing slips.
    PrintSlips,
    /// Marking an order as paid.
    MarkPaid,
    /// Cancelling an order.
    CancelOrder,
    /// Refunding a payment.
    Refund,
    /// Recording a refund that was made elsewhere.
    RecordRefund,
    /// Taking back pieces that cost nothing: a refund of 0.
    TakeBack,
    /// Giving up a refund that the gateway has not accepted.
    AbandonRefund,
    /// Saying what a refund is for that was made at the gateway.
    AllocateRefund,
    /// Saying whether the pieces of such a refund go back into stock.
    RestockRefund,
    /// Saying which order a withdrawal is about.
    MatchWithdrawal,
    /// Recording that a withdrawal was answered.
    CloseWithdrawal,
    /// Issuing the invoice of an order that has none.
    IssueInvoice,
    /// Replacing an invoice by a credit note and another one.
    CorrectInvoice,
    /// Ending the hold of a dispute or a failed refund.
    ReleaseOrder,
    /// Asking the gateway for the state of a payment.
    PollPayment,
    /// Resetting the attempts and the expiry of downloads.
    RenewDownloads,
    /// Ending the downloads of an order.
    EndDownloads,
    /// Correcting the e-mail or shipping address of a placed order.
    Correct,
    /// Writing a note about an order.
    Note,
    /// Marking a shipment as sent, or updating its tracking.
    MarkSent,
    /// Starting a job that marks the shipments of many orders as sent.
    StartMarkSent,
    /// Marking a shipment as delivered.
    MarkDelivered,
    /// Marking a shipment as failed.
    MarkFailed,
    /// Resetting a failed shipment.
    MarkPending,
    /// Storing the reference of a fulfilment provider.
    SetShipmentReference,
    /// Reserving a shipment before it is ordered from a fulfilment provider.
    BeginShipment,
    /// Ending that reservation, because the provider does not have the shipment.
    AbortShipment,
    /// Retrying a delivery of a signal.
    RetryDelivery,
    /// Recording a failed delivery as handled.
    DismissDelivery,
    /// Delivering a signal again.
    ReplayDelivery,
    /// Reading webhooks as they were received, with what gateways write about shoppers.
    ReadWebhooks,
    /// Processing a webhook again.
    ReplayWebhook,
    /// Seeing the codes that take something off, and the orders that use them.
    ReadCodes,
    /// Creating codes, or ending one.
    EditCodes,
    /// Creating a product, or changing its fields.
    SaveProduct,
    /// Publishing or retiring a product, or making it a draft.
    SetProductState,
    /// Adding to the stock of a product, or taking from it.
    AdjustStock,
    /// Importing products from a CSV file.
    ImportProducts,
    /// Exporting products.
    ExportProducts,
    /// Uploading a picture or file of a product.
    UploadFile,
    /// Changing what there is [one of](crate::Managed::SINGLE): settings of the site.
    SaveSite,
    /// Retiring all products.
    RetireAll,
    /// Adding a member of staff, or changing the role or access of one.
    ManageStaff,
    /// Creating a link that signs in a member of staff.
    CreateSignInLink,
    /// Signing in.
    SignIn,
    /// An attempt to sign in that was refused.
    SignInRefused,
    /// Signing out.
    SignOut,
    /// A request that the role does not allow.
    Refused,
}

named! { Act {
    View => "view",
    Export => "export",
    ReadTakings => "takings.read",
    ReadTaxes => "taxes.read",
    ReadAuditLog => "audit.read",
    PrintSlips => "slips.print",
    MarkPaid => "order.mark-paid",
    CancelOrder => "order.cancel",
    Refund => "order.refund",
    RecordRefund => "order.record-refund",
    TakeBack => "order.take-back",
    AbandonRefund => "order.abandon-refund",
    AllocateRefund => "order.allocate-refund",
    RestockRefund => "order.restock-refund",
    MatchWithdrawal => "withdrawal.match",
    CloseWithdrawal => "withdrawal.close",
    IssueInvoice => "invoice.issue",
    CorrectInvoice => "invoice.correct",
    ReleaseOrder => "order.release",
    PollPayment => "order.poll-payment",
    RenewDownloads => "order.renew-downloads",
    EndDownloads => "order.end-downloads",
    Correct => "order.correct",
    Note => "order.note",
    MarkSent => "shipment.mark-sent",
    StartMarkSent => "job.mark-sent",
    MarkDelivered => "shipment.mark-delivered",
    MarkFailed => "shipment.mark-failed",
    MarkPending => "shipment.mark-pending",
    SetShipmentReference => "shipment.set-reference",
    BeginShipment => "shipment.begin",
    AbortShipment => "shipment.abort",
    RetryDelivery => "delivery.retry",
    DismissDelivery => "delivery.dismiss",
    ReplayDelivery => "delivery.replay",
    ReadWebhooks => "webhook.read",
    ReplayWebhook => "webhook.replay",
    ReadCodes => "code.read",
    EditCodes => "code.edit",
    SaveProduct => "product.save",
    SetProductState => "product.set-state",
    AdjustStock => "product.adjust-stock",
    ImportProducts => "product.import",
    ExportProducts => "product.export",
    UploadFile => "product.upload",
    SaveSite => "site.save",
    RetireAll => "product.retire-all",
    ManageStaff => "staff.manage",
    CreateSignInLink => "staff.link",
    SignIn => "staff.sign-in",
    SignInRefused => "staff.sign-in-refused",
    SignOut => "staff.sign-out",
    Refused => "refused",
} }

impl Act {
    /// Returns whether the act asks for a sign-in within the last hour.
    pub const fn needs_recent_sign_in(self) -> bool {
        matches!(self, Act::ManageStaff | Act::CreateSignInLink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each role adds to those below it.
    const ADDED: [(Role, &str); 4] = [
        (
            Role::Reader,
            "view export takings.read taxes.read audit.read code.read product.export staff.sign-in staff.sign-in-refused \
             staff.sign-out refused",
        ),
        (
            Role::Packer,
            "slips.print order.note shipment.mark-sent job.mark-sent shipment.mark-delivered \
             shipment.mark-failed shipment.mark-pending shipment.set-reference product.adjust-stock \
             order.restock-refund",
        ),
        (
            Role::Manager,
            "order.mark-paid order.cancel order.refund order.record-refund order.take-back order.abandon-refund order.release \
             order.poll-payment order.renew-downloads order.end-downloads order.correct shipment.begin shipment.abort \
             delivery.retry delivery.dismiss delivery.replay webhook.read webhook.replay code.edit order.allocate-refund withdrawal.match \
             withdrawal.close invoice.issue invoice.correct product.save \
             product.set-state product.import product.upload",
        ),
        (Role::Owner, "staff.manage staff.link site.save product.retire-all"),
    ];

    #[test]
    fn each_role_may_do_what_those_below_it_may_and_a_packer_sees_no_figures() {
        let mut allowed = Vec::new();
        for (role, added) in ADDED {
            allowed.extend(added.split_whitespace().map(|act| act.parse::<Act>().unwrap()));
            for act in Act::ALL {
                let figures = ["export", "takings.read", "taxes.read", "audit.read", "code.read", "product.export"]
                    .contains(&act.as_str());
                let may = allowed.contains(&act) && !(role == Role::Packer && figures);
                assert_eq!(role.may(act), may, "{role}: {act}");
            }
        }
        assert_eq!(allowed.len(), Act::ALL.len());
    }

    #[test]
    fn changes_of_staff_need_a_recent_sign_in() {
        let recent: Vec<Act> = Act::ALL.into_iter().filter(|act| act.needs_recent_sign_in()).collect();
        assert_eq!(recent, [Act::ManageStaff, Act::CreateSignInLink]);
    }
}
