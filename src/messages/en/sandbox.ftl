# The page of the sandbox gateway, on which one decides how a payment ends.

sandbox-notice = Sandbox gateway.
sandbox-notice-text = This is a test: no money moves, and no card is asked for.
sandbox-notice-label = Notice
sandbox-order = Order { $number }
sandbox-pay = Pay { $merchant }
sandbox-payment = Payment
sandbox-unknown = No such payment
sandbox-unknown-text = Check the address, or go back to the shop and start the payment again.
sandbox-bad-day = Approve as gateways do on a bad day
sandbox-refuse = Do not approve
sandbox-walk-away = Walk away
sandbox-walk-away-text = to the shop without deciding. You can come back to this page.
sandbox-back = Back to { $merchant }

sandbox-open = Open
sandbox-open-text = This payment is not decided yet.
sandbox-processing = Processing
sandbox-processing-text = This payment is being processed. The shop is told once it is decided.
sandbox-succeeded = Approved
sandbox-succeeded-text = This payment is approved. Nothing more is to be done here.
sandbox-declined = Declined
sandbox-declined-text = This payment was declined. Nothing was charged.
sandbox-cancelled = Cancelled
sandbox-cancelled-text = This payment was cancelled. Nothing was charged.
sandbox-expired = Expired
sandbox-expired-text = This payment has expired. Nothing was charged.

sandbox-approve = Approve the payment
sandbox-approve-hint = The webhook and the redirect set off together.
sandbox-approve-webhook-first = Approve, webhook first
sandbox-approve-webhook-first-hint = You go back once the shop has the webhook.
sandbox-approve-redirect-first = Approve, redirect first
sandbox-approve-redirect-first-hint = You go back at once; the webhook follows 3 seconds later.
sandbox-approve-webhook-lost = Approve, webhook lost
sandbox-approve-webhook-lost-hint = You go back; no webhook is ever sent.
sandbox-approve-no-redirect = Approve, no redirect
sandbox-approve-no-redirect-hint = The webhook is sent; you stay here, as if you closed the window.
sandbox-approve-twice = Approve and answer twice
sandbox-approve-twice-hint = Two webhooks at the same moment, and the redirect.
sandbox-approve-late = Approve late
sandbox-approve-late-hint = You go back while it is still processing; it is decided 5 seconds later.
sandbox-decline = Decline
sandbox-decline-hint = As a bank does that refuses the card.
sandbox-cancel = Cancel
sandbox-cancel-hint = As a shopper does who changes their mind.
sandbox-expire = Let it expire
sandbox-expire-hint = As a gateway does that has waited long enough.

sandbox-declined-by-bank = Your bank declined the card. Please use another card or another way to pay.
