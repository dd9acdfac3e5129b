# Texte der Komponenten, die eine vollständig hydrierte App auch im Browser darstellt.

add-quantity = Menge
add-button = In den Warenkorb
add-sold-out = Ausverkauft
sale-over = Nicht mehr erhältlich
basket-unavailable = Warenkorb gerade nicht erreichbar
