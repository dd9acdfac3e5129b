# The admin: uploads of pictures and files.

admin-upload-too-large = The file is too large: this shop takes files of up to { $most } MiB. Nothing was changed.
