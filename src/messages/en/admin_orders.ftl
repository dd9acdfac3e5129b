# The admin's pages about orders.
