# Texts of the components that a fully hydrated app renders in the browser as well.

add-quantity = Quantity
add-button = Add to basket
add-sold-out = Sold out
sale-over = No longer available
basket-unavailable = Basket unavailable right now
