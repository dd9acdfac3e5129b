# The admin's pages about deliveries, received webhooks and jobs; packing slips.
