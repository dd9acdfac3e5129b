# The sandbox gateway's page, where a tester decides how a payment ends.

sandbox-notice = Sandbox gateway.
sandbox-notice-text = This is a test: no money moves and you don't need a card.
sandbox-notice-label = Notice
sandbox-order = Order { $number }
sandbox-pay = Pay { $merchant }
sandbox-payment = Payment
sandbox-unknown = Payment not found
sandbox-unknown-text = Check the address, or go back to the shop and start the payment again.
sandbox-bad-day = Approve: edge cases
sandbox-refuse = Don't approve
sandbox-walk-away = Leave without paying
sandbox-walk-away-text = and go back to the shop. You can return to this page.
sandbox-back = Back to { $merchant }

sandbox-open = Open
sandbox-open-text = This payment is still open.
sandbox-processing = Processing
sandbox-processing-text = This payment is being processed. The shop is notified when it's done.
sandbox-succeeded = Approved
sandbox-succeeded-text = This payment was approved. There's nothing more to do here.
sandbox-declined = Declined
sandbox-declined-text = This payment was declined. You were not charged.
sandbox-cancelled = Cancelled
sandbox-cancelled-text = This payment was cancelled. You were not charged.
sandbox-expired = Expired
sandbox-expired-text = This payment has expired. You were not charged.

sandbox-approve = Approve the payment
sandbox-approve-hint = The webhook and the redirect are sent at the same time.
sandbox-approve-webhook-first = Approve, webhook first
sandbox-approve-webhook-first-hint = You go back once the shop has received the webhook.
sandbox-approve-redirect-first = Approve, redirect first
sandbox-approve-redirect-first-hint = You go back immediately. The webhook follows 3 seconds later.
sandbox-approve-webhook-lost = Approve, webhook lost
sandbox-approve-webhook-lost-hint = You go back. No webhook is ever sent.
sandbox-approve-no-redirect = Approve, no redirect
sandbox-approve-no-redirect-hint = The webhook is sent, but you stay here, as if you'd closed the window.
sandbox-approve-twice = Approve, webhook sent twice
sandbox-approve-twice-hint = Two webhooks at the same moment, plus the redirect.
sandbox-approve-late = Approve late
sandbox-approve-late-hint = You go back while the payment is still processing. It's approved 5 seconds later.
sandbox-decline = Decline
sandbox-decline-hint = Like a bank that refuses the card.
sandbox-decline-late = Decline late
sandbox-decline-late-hint = You go back while the payment is still processing. It's declined 5 seconds later.
sandbox-cancel = Cancel
sandbox-cancel-hint = Like a shopper who changes their mind.
sandbox-expire = Let it expire
sandbox-expire-hint = Like a gateway that has waited long enough.

sandbox-declined-by-bank = Your bank declined the card. Please use another card or payment method.
