# The admin: uploads of pictures and files.

admin-upload-title = { $field } von { $title }
admin-upload-back = Zurück zu { $title }
admin-upload-file = Datei
admin-upload-too-large = Die Datei ist zu groß: Dieser Shop nimmt Dateien bis { $most } MiB an. Es wurde nichts geändert.
admin-upload-larger = Diese Datei hat mehr als { $most } MiB. Wählen Sie eine kleinere.
admin-upload-empty = Diese Datei ist leer. Wählen Sie eine andere.
admin-upload-format = { $avif ->
    [yes] Das ist kein JPEG, PNG, WebP oder AVIF. Speichern Sie es in einem dieser Formate und laden Sie es noch einmal hoch.
   *[no] Das ist kein JPEG, PNG oder WebP. Speichern Sie es in einem dieser Formate und laden Sie es noch einmal hoch.
}
admin-upload-heic = Dieses Foto ist im Format HEIC, das wir nicht öffnen können. Speichern Sie es als JPEG und laden Sie dieses hoch. Für neue Fotos wählen Sie auf dem iPhone unter Einstellungen, Kamera, Formate „Maximale Kompatibilität“; unter Android schalten Sie HEIF in den Einstellungen der Kamera aus.
admin-upload-several = Diese Datei ist eine Animation oder enthält mehrere Bilder. Speichern Sie das Bild, das zu sehen sein soll, als JPEG und laden Sie dieses hoch.
admin-upload-hdr = Dieses Bild ist in HDR und sähe hier zu dunkel aus. Exportieren Sie es ohne HDR und laden Sie es noch einmal hoch.
admin-upload-damaged = Dieses Bild ist beschädigt und lässt sich nicht öffnen. Exportieren Sie es neu und laden Sie es noch einmal hoch.
admin-upload-pixels = Dieses Bild hat mehr als 50 Millionen Pixel. Verkleinern Sie es und laden Sie es noch einmal hoch.
admin-upload-narrow = Dieses Bild ist mehr als achtmal so hoch wie breit. Schneiden Sie es zu und laden Sie es noch einmal hoch.
admin-upload-no-storage = Der Speicher dieses Shops nimmt nichts an. Fragen Sie, wer den Shop eingerichtet hat.
admin-upload-storage = Die Datei ließ sich gerade nicht speichern. Versuchen Sie es gleich noch einmal.
admin-upload-broken = Die Datei ist nicht vollständig angekommen. Laden Sie sie noch einmal hoch.

admin-pictures-text = Das erste Bild steht in den Listen.
admin-pictures-none = Es gibt noch keine Bilder.
admin-pictures-add = Bilder hinzufügen
admin-pictures-alt-text = Fotos vom Handy sind in Ordnung: { $avif ->
    [yes] JPEG, PNG, WebP oder AVIF
   *[no] JPEG, PNG oder WebP
}, je bis 20 MB. Wir stellen sie aufrecht und entfernen, was sie über Sie verraten, etwa den Aufnahmeort. Der Alternativtext sagt in wenigen Worten, was zu sehen ist, für Menschen, die es nicht sehen können, und für Suchmaschinen: „Blaue Tasse mit weißem Henkel“.
admin-pictures-nth = Bild { $n }
admin-pictures-upload = Bilder hochladen
admin-pictures-check = Es wurde noch nichts hinzugefügt. Prüfen Sie die Bilder unten: Was angekommen ist, bleibt hier.
admin-pictures-choose = Wählen Sie zuerst ein Bild.
admin-picture-known = Das Produkt hat dieses Bild schon: „{ $text }“. Nehmen Sie es aus dem Formular, oder beschreiben Sie das Bild in der Liste.
admin-pictures-busy = Gerade ändern andere diese Bilder. Versuchen Sie es gleich noch einmal.
admin-picture-alt = Alternativtext
admin-picture-alt-in = Alternativtext ({ $language })
admin-picture-alt-missing = Sagen Sie in wenigen Worten, was zu sehen ist.
admin-picture-alt-long = Verwenden Sie höchstens { $most } Zeichen.
admin-picture-alt-changed = Jemand anderes hat diesen Text inzwischen geändert: „{ $text }“. Speichern Sie noch einmal, damit Ihrer gilt.
admin-picture-no-file = Wählen Sie die Datei zu diesem Bild.
admin-picture-gone = Jemand anderes hat dieses Bild inzwischen entfernt.
admin-picture-missing = Dieses Bild wurde hier nie hochgeladen. Entfernen Sie es und laden Sie es hoch.
admin-picture-save = Text speichern
admin-picture-save-of = Text speichern, Bild { $n }
admin-picture-up = Nach oben
admin-picture-up-of = Nach oben, Bild { $n }
admin-picture-down = Nach unten
admin-picture-down-of = Nach unten, Bild { $n }
admin-picture-remove = Entfernen
admin-picture-remove-of = Entfernen, Bild { $n }
admin-picture-remove-title = Bild { $n } von { $title } entfernen
admin-picture-remove-text = Es wird sofort entfernt, mit seinen Alternativtexten. Um es zurückzuholen, laden Sie es noch einmal hoch und beschreiben es.
admin-picture-remove-back = Zurück zu den Bildern

admin-file-none = Es gibt noch keine Datei.
admin-file-add = Datei hochladen
admin-file-replace = Andere Datei hochladen
admin-file-text = Bis { $most } MiB. Sie ersetzt die bisherige Datei: Wer diese gekauft hat, behält sie.
admin-file-missing = „{ $name }“ fehlt im Speicher. Laden Sie die Datei noch einmal hoch.
admin-file-remove = Datei entfernen
admin-file-remove-title = „{ $name }“ von { $title } entfernen
admin-file-remove-text = Sie wird sofort entfernt. Wer sie gekauft hat, behält sie. Um sie zurückzuholen, laden Sie sie noch einmal hoch.
admin-file-remove-back = Zurück zur Datei
admin-file-replaced = Die Datei wurde inzwischen ersetzt. Die neue Datei bleibt erhalten.

admin-done-pictures-added = Die Bilder wurden hinzugefügt.
admin-done-picture-saved = Der Text wurde gespeichert.
admin-done-picture-moved = Das Bild wurde verschoben.
admin-done-picture-removed = Das Bild wurde entfernt.
admin-done-file-added = Die Datei wurde hinzugefügt.
admin-done-file-removed = Die Datei wurde entfernt.
