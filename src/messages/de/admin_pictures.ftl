# The admin: uploads of pictures and files.

admin-upload-too-large = Die Datei ist zu groß: Dieser Shop nimmt Dateien bis { $most } MiB an. Es wurde nichts geändert.
