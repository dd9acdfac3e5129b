# The admin: its frame, signing in, staff, and the audit log.

admin-language-name = English
admin-language = Language
admin-skip = Skip to the page
admin-navigation = Admin
admin-times = All times are in UTC.
admin-signed-in = { $name } · { $role }
admin-sign-out = Sign out
admin-back = Back
admin-filter = Filter
admin-older = Older
admin-pages = Pages
admin-email = E-mail

admin-tab-today = Today
admin-tab-orders = Orders
admin-tab-deliveries = Deliveries
admin-tab-webhooks = Webhooks
admin-tab-staff = Staff
admin-tab-audit = Audit log

admin-role-owner = Owner
admin-role-owner-may = does everything, and decides who is on the staff
admin-role-manager = Manager
admin-role-manager-may = does everything about orders, deliveries and webhooks
admin-role-packer = Packer
admin-role-packer-may = sends shipments, prints slips and writes notes
admin-role-reader = Reader
admin-role-reader-may = sees and exports everything except webhooks, and changes nothing

# Pages that are not there.
admin-not-found = There is no such page
admin-not-found-text = Nothing is at this address, or no longer. Check it, or start from the navigation.
admin-unavailable = The admin is not available right now
admin-unavailable-text = The database did not answer. Reload the page in a moment. Before you repeat a change, check whether it was made.
admin-conflict = That is not possible now
admin-conflict-text = The order has changed in the meantime, and nothing was done. Go back to the order to see how it stands.
admin-bad-request = We couldn’t read that
admin-bad-request-text = Something is missing from the form, or has the wrong form. Nothing was changed. Go back and try again.
admin-forbidden = Your role does not allow this
admin-forbidden-text = You are signed in as { $role }. If you need this for your work, ask an owner for another role.

# Signing in.
admin-sign-in = Sign in
admin-sign-in-text = Enter the e-mail address under which you are on the staff. We send you a link and a code.
admin-send-code = Send the mail
admin-confirm = Confirm that it is you
admin-confirm-text = You signed in more than an hour ago. Before this page opens, we send you another link and code.
admin-check-mail = Check your mail
admin-code-text = If the address is on the staff, a mail is on its way. Open its link, or enter its code here. Both work once, for 15 minutes.
admin-code = Code from the mail
admin-code-again = Ask for another mail
admin-code-wrong = That is not the code. { $left ->
    [one] You can try once more.
   *[other] You can try { $left } more times.
}
admin-code-dead = This code no longer works: it was used, is too old, or was entered wrongly too often. Ask for another mail.
admin-link = Welcome back
admin-link-text = Your link works. Press the button to sign in on this device.
admin-link-button = Sign in as { $name }
admin-link-dead = This link no longer works: it was used, is too old, or was not copied in full. Ask for another mail.
admin-over = That no longer works
admin-email-invalid = Please enter an e-mail address, such as ada@shop.example.
admin-too-many-mails = Too many mails were asked for. Use the newest one you have, or try again in an hour.
admin-no-mails = This shop sends no mails to its staff. Whoever runs the server creates a link for you: pannier staff link, followed by your address.
admin-sign-in-elsewhere = You are not signed in. This admin uses the sign-in of the site it belongs to.
admin-way-in = Go to the sign-in
admin-not-staff = You are signed in as { $email }, which is not on the staff of this shop. An owner can add you, or whoever runs the server: pannier staff add, followed by the address.

# Staff.
admin-staff-text = Who may work here, and as what. Everything that somebody does is in the audit log.
admin-staff-name = Name
admin-staff-role = Change role
admin-staff-role-label = Role
admin-staff-seen = Last seen
admin-staff-never = never
admin-staff-change = Change
admin-staff-disabled = no access
admin-staff-of = { $act }: { $name }
admin-staff-link = Create link
admin-staff-disable = End access
admin-staff-enable = Restore access
admin-staff-add = Add somebody
admin-staff-add-text = They sign in by a mail to this address. Choose the smallest role that their work needs.
admin-staff-duplicate = { $email } is on the staff already. Change the role in the list instead.
admin-staff-last-owner = This is the only owner, so nothing was changed. Make somebody else an owner first.
admin-staff-is-disabled = { $email } has no access, so a link would not work. Restore the access first.
admin-staff-role-title = Role of { $name }
admin-staff-role-text = The new role counts at once: all sessions of this person end, and the next sign-in has it.
admin-staff-role-button = Set the role
admin-staff-disable-title = End the access of { $name }
admin-staff-disable-text = { $name } is signed out everywhere at once and can no longer sign in. What they did stays in the audit log. You can restore the access at any time.
admin-staff-disable-button = End access
admin-staff-enable-title = Restore the access of { $name }
admin-staff-enable-text = { $name } can sign in again, with the role as before.
admin-staff-enable-button = Restore access
admin-staff-link-title = Link for { $name }
admin-staff-link-text = The link signs in whoever opens it, as { $name }: once, within 15 minutes. Hand it over yourself, if no mail reaches them.
admin-staff-link-button = Create the link
admin-staff-link-made = This is the link for { $name }. It is shown only now, and works once, for 15 minutes.
admin-staff-link-shown = That link was shown already. Create another one if you need it.
admin-done-staff-added = Added. They can sign in now.
admin-done-staff-role = The role is set.
admin-done-staff-disabled = The access has ended.
admin-done-staff-enabled = The access is restored.

# The audit log.
admin-audit-everybody = Everybody
admin-audit-actor = Who
admin-audit-order = Order
admin-audit-order-invalid = An order number has digits only, such as 1001.
admin-audit-none = Nothing was recorded that matches.
admin-audit-at = When
admin-audit-act = What
admin-audit-about = About
admin-actor-command-line = Command line
admin-actor-system = The shop itself
admin-actor-plugin = Plug-in { $name }
admin-act-view = Looked at
admin-act-export = Exported orders
admin-act-slips-print = Printed packing slips
admin-act-order-mark-paid = Marked as paid
admin-act-order-cancel = Cancelled the order
admin-act-order-refund = Requested a refund
admin-act-order-record-refund = Recorded a refund made elsewhere
admin-act-order-abandon-refund = Gave up a refund
admin-act-order-release = Released the order
admin-act-order-poll-payment = Asked the gateway about the payment
admin-act-order-renew-downloads = Renewed the downloads
admin-act-order-end-downloads = Ended the downloads
admin-act-order-correct = Corrected the order
admin-act-order-note = Wrote a note
admin-act-shipment-mark-sent = Marked a shipment as sent
admin-act-job-mark-sent = Began to mark the shipments of many orders as sent
admin-act-shipment-mark-delivered = Marked a shipment as delivered
admin-act-shipment-mark-failed = Marked a shipment as failed
admin-act-shipment-mark-pending = Set a shipment back to be sent
admin-act-shipment-set-reference = Set the reference of a shipment
admin-act-shipment-begin = Reserved a shipment
admin-act-shipment-abort = Gave up a reserved shipment
admin-act-delivery-retry = Retried a delivery
admin-act-delivery-dismiss = Dismissed a delivery
admin-act-delivery-replay = Delivered again
admin-act-webhook-read = Read webhooks
admin-act-webhook-replay = Processed a webhook again
admin-act-staff-manage = Changed the staff
admin-act-staff-link = Created a sign-in link
admin-act-staff-sign-in = Signed in
admin-act-staff-sign-in-refused = Sign-in refused
admin-act-staff-sign-out = Signed out
admin-act-refused = Refused: the role does not allow it
