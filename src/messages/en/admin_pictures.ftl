# The admin: uploads of pictures and files.

admin-upload-title = { $field } of { $title }
admin-upload-back = Back to { $title }
admin-upload-file = File
admin-upload-too-large = The file is too large: this shop takes files of up to { $most } MiB. Nothing was changed.
admin-upload-larger = This file has more than { $most } MiB. Choose a smaller one.
admin-upload-empty = This file is empty. Choose another one.
admin-upload-format = { $avif ->
    [yes] This is not a JPEG, PNG, WebP or AVIF. Save it as one of these, and upload it once more.
   *[no] This is not a JPEG, PNG or WebP. Save it as one of these, and upload it once more.
}
admin-upload-heic = This photo is in HEIC, which we can’t open. Save it as JPEG and upload that. For new photos, choose Settings, Camera, Formats, Most Compatible on an iPhone; on Android, turn off HEIF in the settings of the camera.
admin-upload-several = This file is an animation, or has several pictures in it. Save the one to show as JPEG, and upload that.
admin-upload-hdr = This picture is in HDR, and would look too dark here. Export it without HDR, and upload it once more.
admin-upload-damaged = This picture is damaged, and we couldn’t open it. Export it again, and upload it once more.
admin-upload-pixels = This picture has more than 50 million pixels. Make it smaller, and upload it once more.
admin-upload-narrow = This picture is more than eight times as high as it is wide. Cut it, and upload it once more.
admin-upload-no-storage = The storage of this shop takes no uploads. Ask whoever set the shop up.
admin-upload-storage = The file could not be stored just now. Try again in a moment.
admin-upload-broken = The file did not arrive whole. Upload it once more.

admin-pictures-text = The first picture is the one in lists.
admin-pictures-none = There are no pictures yet.
admin-pictures-add = Add pictures
admin-pictures-alt-text = Photos from your phone are fine: { $avif ->
    [yes] JPEG, PNG, WebP or AVIF
   *[no] JPEG, PNG or WebP
}, up to 20 MB each. We turn them upright and remove what they say about you, such as the place where you took them. The alternative text says in a few words what is to be seen, for people who can’t see it and for search engines: “Blue mug with a white handle”.
admin-pictures-nth = Picture { $n }
admin-pictures-upload = Upload the pictures
admin-pictures-check = Nothing was added yet. Check the pictures below: those that have arrived stay here.
admin-pictures-choose = Choose a picture first.
admin-picture-known = The product has this picture already: “{ $text }”. Remove it from the form, or describe the picture in the list.
admin-pictures-busy = Others are changing these pictures right now. Try again in a moment.
admin-picture-alt = Alternative text
admin-picture-alt-in = Alternative text ({ $language })
admin-picture-alt-missing = Say in a few words what is to be seen.
admin-picture-alt-long = Use { $most } characters at most.
admin-picture-alt-changed = Somebody else has changed this text meanwhile, to: “{ $text }”. Save again to use yours instead.
admin-picture-no-file = Choose the file of this picture.
admin-picture-gone = Somebody else has removed this picture meanwhile.
admin-picture-missing = This picture was never uploaded here. Remove it, and upload it.
admin-picture-save = Save the text
admin-picture-save-of = Save the text of picture { $n }
admin-picture-up = Move up
admin-picture-up-of = Move up picture { $n }
admin-picture-down = Move down
admin-picture-down-of = Move down picture { $n }
admin-picture-remove = Remove
admin-picture-remove-of = Remove picture { $n }
admin-picture-remove-title = Remove picture { $n } of { $title }
admin-picture-remove-text = It is removed at once, with its alternative texts. To have it back, upload it again and describe it.
admin-picture-remove-back = Back to the pictures

admin-file-none = There is no file yet.
admin-file-add = Upload a file
admin-file-replace = Upload another file
admin-file-text = Up to { $most } MiB. It takes the place of the one that there is now: those who have bought that one keep it.
admin-file-missing = “{ $name }” is missing from the storage. Upload it again.
admin-file-remove = Remove the file
admin-file-remove-title = Remove “{ $name }” from { $title }
admin-file-remove-text = It is removed at once. Those who have bought it keep it. To have it back, upload it again.
admin-file-remove-back = Back to the file
admin-file-replaced = The file was replaced in the meantime. The new file was kept.

admin-done-pictures-added = The pictures were added.
admin-done-picture-saved = The text was saved.
admin-done-picture-moved = The picture was moved.
admin-done-picture-removed = The picture was removed.
admin-done-file-added = The file was added.
admin-done-file-removed = The file was removed.
