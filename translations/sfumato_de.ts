<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>history</source>
        <translation>Verlauf</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;New canvas</source>
        <translation>&amp;Neue Leinwand</translation>
    </message>
    <message>
        <source>&amp;Open …</source>
        <translation>Ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>&amp;Save project</source>
        <translation>Projekt &amp;speichern</translation>
    </message>
    <message>
        <source>Save project &amp;as …</source>
        <translation>Projekt speichern &amp;unter …</translation>
    </message>
    <message>
        <source>&amp;Export picture …</source>
        <translation>Bild &amp;exportieren …</translation>
    </message>
    <message>
        <source>Open the &amp;pictures folder</source>
        <translation>Bilder&amp;ordner öffnen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Copy picture</source>
        <translation>Bild &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Paste picture</source>
        <translation>Bild &amp;einfügen</translation>
    </message>
    <message>
        <source>&amp;Edit the prompt</source>
        <translation>&amp;Prompt bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Settings …</source>
        <translation>E&amp;instellungen …</translation>
    </message>
    <message>
        <source>&amp;Select</source>
        <translation>A&amp;uswahl</translation>
    </message>
    <message>
        <source>Mask &amp;everything in the frame</source>
        <translation>&amp;Alles im Rahmen maskieren</translation>
    </message>
    <message>
        <source>&amp;Clear the mask</source>
        <translation>Maske &amp;leeren</translation>
    </message>
    <message>
        <source>&amp;Invert the mask</source>
        <translation>Maske &amp;umkehren</translation>
    </message>
    <message>
        <source>&amp;Grow by 8 px</source>
        <translation>Um 8 px &amp;wachsen</translation>
    </message>
    <message>
        <source>&amp;Shrink by 8 px</source>
        <translation>Um 8 px &amp;schrumpfen</translation>
    </message>
    <message>
        <source>&amp;Feather by 8 px</source>
        <translation>Um 8 px weich auslau&amp;fen</translation>
    </message>
    <message>
        <source>&amp;Blur by 4 px</source>
        <translation>Um 4 px &amp;verwischen</translation>
    </message>
    <message>
        <source>Mask what the &amp;layer covers</source>
        <translation>Maske aus der &amp;Ebene</translation>
    </message>
    <message>
        <source>Mask what is &amp;transparent</source>
        <translation>Maske aus &amp;Transparenz</translation>
    </message>
    <message>
        <source>L&amp;oad a mask …</source>
        <translation>Maske la&amp;den …</translation>
    </message>
    <message>
        <source>Sa&amp;ve the mask …</source>
        <translation>Maske s&amp;peichern …</translation>
    </message>
    <message>
        <source>Show the &amp;mask</source>
        <translation>&amp;Maske zeigen</translation>
    </message>
    <message>
        <source>Show it &amp;hatched</source>
        <translation>Maske schraff&amp;ieren</translation>
    </message>
    <message>
        <source>&amp;Image</source>
        <translation>B&amp;ild</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>&amp;Erzeugen</translation>
    </message>
    <message>
        <source>Generate &amp;next</source>
        <translation>Als &amp;Nächstes erzeugen</translation>
    </message>
    <message>
        <source>Before everything that waits in the queue</source>
        <translation>Vor allem, was in der Warteschlange steht</translation>
    </message>
    <message>
        <source>&amp;Cancel the running job</source>
        <translation>Laufenden Auftrag a&amp;bbrechen</translation>
    </message>
    <message>
        <source>Cancel &amp;after this picture</source>
        <translation>Nach diesem Bild abb&amp;rechen</translation>
    </message>
    <message>
        <source>&amp;Remove what is masked</source>
        <translation>Maskiertes ent&amp;fernen</translation>
    </message>
    <message>
        <source>&amp;Keep candidate as layer</source>
        <translation>Kandidat als Ebene be&amp;halten</translation>
    </message>
    <message>
        <source>&amp;Discard candidate</source>
        <translation>Kandidat &amp;verwerfen</translation>
    </message>
    <message>
        <source>N&amp;ext candidate</source>
        <translation>Nä&amp;chster Kandidat</translation>
    </message>
    <message>
        <source>&amp;Previous candidate</source>
        <translation>V&amp;origer Kandidat</translation>
    </message>
    <message>
        <source>Co&amp;mpare before and after</source>
        <translation>Vorher und nachher verg&amp;leichen</translation>
    </message>
    <message>
        <source>New &amp;layer</source>
        <translation>Ne&amp;ue Ebene</translation>
    </message>
    <message>
        <source>&amp;Fit the frame to the picture</source>
        <translation>R&amp;ahmen ans Bild anpassen</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>&amp;Werkzeuge</translation>
    </message>
    <message>
        <source>&amp;Move</source>
        <translation>&amp;Verschieben</translation>
    </message>
    <message>
        <source>Moves the chosen layer</source>
        <translation>Verschiebt die gewählte Ebene</translation>
    </message>
    <message>
        <source>Mask a &amp;rectangle</source>
        <translation>Re&amp;chteck maskieren</translation>
    </message>
    <message>
        <source>Mask a&amp;n ellipse</source>
        <translation>&amp;Ellipse maskieren</translation>
    </message>
    <message>
        <source>&amp;Lasso</source>
        <translation>&amp;Lasso</translation>
    </message>
    <message>
        <source>Magic &amp;wand</source>
        <translation>&amp;Zauberstab</translation>
    </message>
    <message>
        <source>Masks what looks alike</source>
        <translation>Maskiert, was ähnlich aussieht</translation>
    </message>
    <message>
        <source>&amp;Frame</source>
        <translation>Rah&amp;men</translation>
    </message>
    <message>
        <source>Where pictures are made; beyond the picture it is extended</source>
        <translation>Wo Bilder entstehen; über den Rand hinaus wird das Bild erweitert</translation>
    </message>
    <message>
        <source>&amp;Pan</source>
        <translation>&amp;Hand</translation>
    </message>
    <message>
        <source>L&amp;arger brush</source>
        <translation>&amp;Größerer Pinsel</translation>
    </message>
    <message>
        <source>&amp;Smaller brush</source>
        <translation>&amp;Kleinerer Pinsel</translation>
    </message>
    <message>
        <source>Swap br&amp;ush and eraser</source>
        <translation>Pinsel und Radierer &amp;tauschen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>Ansi&amp;cht</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>&amp;Einpassen</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 %</translation>
    </message>
    <message>
        <source>&amp;200 %</source>
        <translation>&amp;200 %</translation>
    </message>
    <message>
        <source>&amp;400 %</source>
        <translation>&amp;400 %</translation>
    </message>
    <message>
        <source>&amp;800 %</source>
        <translation>&amp;800 %</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>&amp;Vergrößern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>Rotate &amp;left</source>
        <translation>Nach &amp;links drehen</translation>
    </message>
    <message>
        <source>Rotate &amp;right</source>
        <translation>Nach &amp;rechts drehen</translation>
    </message>
    <message>
        <source>Rotate &amp;back</source>
        <translation>&amp;Gerade stellen</translation>
    </message>
    <message>
        <source>Show what has &amp;changed</source>
        <translation>&amp;Änderungen zeigen</translation>
    </message>
    <message>
        <source>Hide and show the &amp;panels</source>
        <translation>Leisten aus- und ein&amp;blenden</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>Vollbil&amp;d</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts …</source>
        <translation>&amp;Tastenkürzel …</translation>
    </message>
    <message>
        <source>&amp;Example prompts</source>
        <translation>&amp;Beispiel-Prompts</translation>
    </message>
    <message>
        <source>&amp;About Sfumato</source>
        <translation>Über &amp;Sfumato</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Bring back the last session</source>
        <translation>&amp;Letzte Sitzung zurückholen</translation>
    </message>
    <message>
        <source>M&amp;ode: generate</source>
        <translation>Modus: Er&amp;zeugen</translation>
    </message>
    <message>
        <source>Mode: tran&amp;sform</source>
        <translation>Modus: Umfor&amp;men</translation>
    </message>
    <message>
        <source>Mode: &amp;inpaint</source>
        <translation>Modus: Inpain&amp;t</translation>
    </message>
    <message>
        <source>Mode: res&amp;tyle</source>
        <translation>Modus: Um&amp;stilen</translation>
    </message>
    <message>
        <source>Co&amp;py the mask</source>
        <translation>Maske &amp;kopieren</translation>
    </message>
    <message>
        <source>P&amp;aste a picture as the mask</source>
        <translation>Bild als Maske einfü&amp;gen</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>&amp;Pinsel</translation>
    </message>
    <message>
        <source>Paints the mask, which the model repaints, or a layer; Shift+drag changes the size</source>
        <translation>Malt die Maske, die das Modell neu malt, oder eine Ebene; Umschalt+Ziehen ändert die Größe</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>&amp;Radierer</translation>
    </message>
    <message>
        <source>Takes from the mask, or from a layer</source>
        <translation>Nimmt von der Maske weg, oder von einer Ebene</translation>
    </message>
    <message>
        <source>F&amp;ill</source>
        <translation>&amp;Füllen</translation>
    </message>
    <message>
        <source>Fills what looks alike, on the mask or with a colour on a layer</source>
        <translation>Füllt, was ähnlich aussieht, in der Maske oder mit einer Farbe auf einer Ebene</translation>
    </message>
    <message>
        <source>Pick a &amp;colour</source>
        <translation>Farbe auf&amp;nehmen</translation>
    </message>
    <message>
        <source>The colour to paint a layer with</source>
        <translation>Die Farbe, mit der eine Ebene bemalt wird</translation>
    </message>
    <message>
        <source>Paint on the la&amp;yer, not the mask</source>
        <translation>&amp;Auf der Ebene malen statt auf der Maske</translation>
    </message>
    <message>
        <source>Tab, held on the canvas, does it for as long</source>
        <translation>Tab, auf der Leinwand gehalten, tut es so lange</translation>
    </message>
    <message>
        <source>My s&amp;tyles …</source>
        <translation>Meine S&amp;tile …</translation>
    </message>
    <message>
        <source>M&amp;odel</source>
        <translation>M&amp;odell</translation>
    </message>
    <message>
        <source>Model &amp;library …</source>
        <translation>Modell&amp;bibliothek …</translation>
    </message>
    <message>
        <source>Models, LoRAs and all else that pictures are made with</source>
        <translation>Modelle, LoRAs und alles andere, womit Bilder entstehen</translation>
    </message>
    <message>
        <source>&amp;Inspect a model …</source>
        <translation>Ein Modell &amp;untersuchen …</translation>
    </message>
    <message>
        <source>&amp;Convert a model …</source>
        <translation>Ein Modell um&amp;wandeln …</translation>
    </message>
    <message>
        <source>Open the &amp;wildcards folder</source>
        <translation>Ordner mit &amp;Platzhaltern öffnen</translation>
    </message>
    <message>
        <source>&amp;Upscale …</source>
        <translation>Ver&amp;größern …</translation>
    </message>
    <message>
        <source>A larger copy of the picture, in a document of its own</source>
        <translation>Eine größere Kopie des Bildes, in einem eigenen Dokument</translation>
    </message>
    <message>
        <source>Cancel all that &amp;wait</source>
        <translation>Alle &amp;wartenden Aufträge abbrechen</translation>
    </message>
    <message>
        <source>The running job goes on; in the queue they can be tried again</source>
        <translation>Der laufende Auftrag geht weiter; in der Warteschlange lassen sie sich neu starten</translation>
    </message>
</context>
<context>
    <name>DocumentJob</name>
    <message>
        <source>Remove object</source>
        <translation>Objekt entfernen</translation>
    </message>
</context>
<context>
    <name>Library</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>Embedding</translation>
    </message>
    <message>
        <source>Autoencoder (VAE)</source>
        <translation>Autoencoder (VAE)</translation>
    </message>
    <message>
        <source>Small autoencoder</source>
        <translation>Kleiner Autoencoder</translation>
    </message>
    <message>
        <source>Text encoder</source>
        <translation>Textencoder</translation>
    </message>
    <message>
        <source>Control network</source>
        <translation>Steuernetz</translation>
    </message>
    <message>
        <source>T2I-Adapter</source>
        <translation>T2I-Adapter</translation>
    </message>
    <message>
        <source>IP-Adapter</source>
        <translation>IP-Adapter</translation>
    </message>
    <message>
        <source>Upscaler</source>
        <translation>Vergrößerer</translation>
    </message>
    <message>
        <source>Other file</source>
        <translation>Andere Datei</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>LoRAs</source>
        <translation>LoRAs</translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation>Embeddings</translation>
    </message>
    <message>
        <source>Autoencoders</source>
        <translation>Autoencoder</translation>
    </message>
    <message>
        <source>Control</source>
        <translation>Steuerung</translation>
    </message>
    <message>
        <source>Upscalers</source>
        <translation>Vergrößerer</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>U-Net</source>
        <translation>U-Net</translation>
    </message>
    <message>
        <source>autoencoder (VAE)</source>
        <translation>Autoencoder (VAE)</translation>
    </message>
    <message>
        <source>text encoder</source>
        <translation>Textencoder</translation>
    </message>
    <message>
        <source>second text encoder</source>
        <translation>zweiter Textencoder</translation>
    </message>
    <message>
        <source>vocabulary</source>
        <translation>Vokabular</translation>
    </message>
    <message>
        <source>second vocabulary</source>
        <translation>zweites Vokabular</translation>
    </message>
    <message>
        <source>noise schedule</source>
        <translation>Rauschverlauf</translation>
    </message>
    <message>
        <source>%1 B</source>
        <comment>billions of parameters</comment>
        <translation>%1 Mrd.</translation>
    </message>
    <message>
        <source>%1 k</source>
        <comment>thousands of parameters</comment>
        <translation>%1 Tsd.</translation>
    </message>
    <message>
        <source>%1 M</source>
        <comment>millions of parameters</comment>
        <translation>%1 Mio.</translation>
    </message>
    <message>
        <source>Missing: %1</source>
        <translation>Es fehlt: %1</translation>
    </message>
    <message>
        <source>Hypernetwork</source>
        <translation>Hypernetz</translation>
    </message>
    <message>
        <source>Control network (union)</source>
        <translation>Steuernetz (Union)</translation>
    </message>
    <message>
        <source>Image encoder</source>
        <translation>Bild-Encoder</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>%1 s ago</source>
        <translation>vor %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>vor %1 h</translation>
    </message>
</context>
<context>
    <name>StyleChooser</name>
    <message>
        <source>Flat</source>
        <translation>Flach</translation>
    </message>
    <message>
        <source>Watercolour</source>
        <translation>Aquarell</translation>
    </message>
    <message>
        <source>Oil</source>
        <translation>Öl</translation>
    </message>
    <message>
        <source>Pencil</source>
        <translation>Bleistift</translation>
    </message>
    <message>
        <source>Ink</source>
        <translation>Tusche</translation>
    </message>
    <message>
        <source>Pixel art</source>
        <translation>Pixelkunst</translation>
    </message>
    <message>
        <source>Neon</source>
        <translation>Neon</translation>
    </message>
    <message>
        <source>Pastel</source>
        <translation>Pastell</translation>
    </message>
</context>
<context>
    <name>sfumato::BlendMode</name>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Multiply</source>
        <translation>Multiplizieren</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>Negativ multiplizieren</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>Ineinanderkopieren</translation>
    </message>
    <message>
        <source>Darken</source>
        <translation>Abdunkeln</translation>
    </message>
    <message>
        <source>Lighten</source>
        <translation>Aufhellen</translation>
    </message>
    <message>
        <source>Colour dodge</source>
        <translation>Farbig abwedeln</translation>
    </message>
    <message>
        <source>Colour burn</source>
        <translation>Farbig nachbelichten</translation>
    </message>
    <message>
        <source>Hard light</source>
        <translation>Hartes Licht</translation>
    </message>
    <message>
        <source>Soft light</source>
        <translation>Weiches Licht</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>Exclusion</source>
        <translation>Ausschluss</translation>
    </message>
    <message>
        <source>Addition</source>
        <translation>Addition</translation>
    </message>
</context>
<context>
    <name>sfumato::document::UndoHistory</name>
    <message>
        <source>Paint mask</source>
        <translation>Maske malen</translation>
    </message>
    <message>
        <source>Erase mask</source>
        <translation>Maske radieren</translation>
    </message>
    <message>
        <source>Brush stroke</source>
        <translation>Pinselstrich</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Radieren</translation>
    </message>
    <message>
        <source>Move frame</source>
        <translation>Rahmen verschieben</translation>
    </message>
    <message>
        <source>Add layer</source>
        <translation>Ebene hinzufügen</translation>
    </message>
    <message>
        <source>Add picture</source>
        <translation>Bild hinzufügen</translation>
    </message>
    <message>
        <source>Keep result</source>
        <translation>Ergebnis behalten</translation>
    </message>
    <message>
        <source>Remove layer</source>
        <translation>Ebene entfernen</translation>
    </message>
    <message>
        <source>%1 copy</source>
        <translation>%1 Kopie</translation>
    </message>
    <message>
        <source>Duplicate layer</source>
        <translation>Ebene duplizieren</translation>
    </message>
    <message>
        <source>Reorder layer</source>
        <translation>Ebene umordnen</translation>
    </message>
    <message>
        <source>Merge down</source>
        <translation>Nach unten vereinen</translation>
    </message>
    <message>
        <source>Rename layer</source>
        <translation>Ebene umbenennen</translation>
    </message>
    <message>
        <source>Show layer</source>
        <translation>Ebene zeigen</translation>
    </message>
    <message>
        <source>Hide layer</source>
        <translation>Ebene ausblenden</translation>
    </message>
    <message>
        <source>Blend mode %1</source>
        <translation>Füllmethode %1</translation>
    </message>
    <message>
        <source>Layer opacity</source>
        <translation>Deckkraft der Ebene</translation>
    </message>
    <message>
        <source>Move layer</source>
        <translation>Ebene verschieben</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Add to mask</source>
        <translation>Zur Maske hinzufügen</translation>
    </message>
    <message>
        <source>Subtract from mask</source>
        <translation>Von der Maske abziehen</translation>
    </message>
    <message>
        <source>Intersect with mask</source>
        <translation>Mit der Maske schneiden</translation>
    </message>
    <message>
        <source>Fill mask</source>
        <translation>Maske füllen</translation>
    </message>
    <message>
        <source>Clear mask</source>
        <translation>Maske leeren</translation>
    </message>
    <message>
        <source>Invert mask</source>
        <translation>Maske umkehren</translation>
    </message>
    <message>
        <source>Grow mask</source>
        <translation>Maske wachsen</translation>
    </message>
    <message>
        <source>Shrink mask</source>
        <translation>Maske schrumpfen</translation>
    </message>
    <message>
        <source>Feather mask</source>
        <translation>Maske weich auslaufen</translation>
    </message>
    <message>
        <source>Blur mask</source>
        <translation>Maske verwischen</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Geöffnet</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllen</translation>
    </message>
</context>
<context>
    <name>sfumato::service</name>
    <message>
        <source>This setting cannot be used.</source>
        <translation>Diese Einstellung ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>Something that is needed was not found.</source>
        <translation>Etwas Benötigtes wurde nicht gefunden.</translation>
    </message>
    <message>
        <source>A file could not be read or written.</source>
        <translation>Eine Datei konnte nicht gelesen oder geschrieben werden.</translation>
    </message>
    <message>
        <source>This kind of file is not supported.</source>
        <translation>Diese Art Datei wird nicht unterstützt.</translation>
    </message>
    <message>
        <source>A file is damaged.</source>
        <translation>Eine Datei ist beschädigt.</translation>
    </message>
    <message>
        <source>The model is incomplete.</source>
        <translation>Das Modell ist unvollständig.</translation>
    </message>
    <message>
        <source>The parts do not fit together.</source>
        <translation>Die Teile passen nicht zusammen.</translation>
    </message>
    <message>
        <source>There is not enough memory.</source>
        <translation>Der Speicher reicht nicht.</translation>
    </message>
    <message>
        <source>The device cannot be used.</source>
        <translation>Das Gerät ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>This is larger than what is accepted.</source>
        <translation>Das ist größer als zugelassen.</translation>
    </message>
    <message>
        <source>The picture was held back by the safety setting.</source>
        <translation>Das Bild wurde von der Sicherheitseinstellung zurückgehalten.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>This would replace something that exists.</source>
        <translation>Das würde etwas Vorhandenes ersetzen.</translation>
    </message>
    <message>
        <source>Something went wrong inside Sfumato.</source>
        <translation>In Sfumato ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>Check the name and the folder.</source>
        <translation>Prüfen Sie Namen und Ordner.</translation>
    </message>
    <message>
        <source>Check that it exists and that you may open it.</source>
        <translation>Prüfen Sie, ob es vorhanden ist und Sie es öffnen dürfen.</translation>
    </message>
    <message>
        <source>Get or save the file again.</source>
        <translation>Beschaffen oder speichern Sie die Datei neu.</translation>
    </message>
    <message>
        <source>Choose another file, or a complete copy of this one.</source>
        <translation>Wählen Sie eine andere Datei oder eine vollständige Kopie.</translation>
    </message>
    <message>
        <source>Make the picture smaller, or close other programs.</source>
        <translation>Machen Sie das Bild kleiner oder schließen Sie andere Programme.</translation>
    </message>
    <message>
        <source>Choose another device.</source>
        <translation>Wählen Sie ein anderes Gerät.</translation>
    </message>
    <message>
        <source>Please report it with what you did.</source>
        <translation>Bitte melden Sie es mit dem, was Sie getan haben.</translation>
    </message>
    <message>
        <source>Choose another file, or save this one in another format.</source>
        <translation>Wählen Sie eine andere Datei, oder speichern Sie diese in einem anderen Format.</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::AboutDialog</name>
    <message>
        <source>About Sfumato</source>
        <translation>Über Sfumato</translation>
    </message>
    <message>
        <source>Sfumato&apos;s icon</source>
        <translation>Symbol von Sfumato</translation>
    </message>
    <message>
        <source>Sfumato %1</source>
        <translation>Sfumato %1</translation>
    </message>
    <message>
        <source>A studio for pictures made with Stable Diffusion: free software under the GNU General Public License, version 3 or later. It comes without any warranty. Nothing leaves this machine.</source>
        <translation>Ein Studio für Bilder mit Stable Diffusion: freie Software unter der GNU General Public License, Version 3 oder neuer. Ohne jede Gewährleistung. Nichts verlässt diesen Rechner.</translation>
    </message>
    <message>
        <source>Parts and their licences</source>
        <translation>Bestandteile und ihre Lizenzen</translation>
    </message>
    <message>
        <source>Built with</source>
        <translation>Gebaut mit</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>tensors and networks</source>
        <translation>Tensoren und Netze</translation>
    </message>
    <message>
        <source>window and files</source>
        <translation>Fenster und Dateien</translation>
    </message>
    <message>
        <source>picture operations</source>
        <translation>Bildoperationen</translation>
    </message>
    <message>
        <source>charts</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>metadata</source>
        <translation>Metadaten</translation>
    </message>
    <message>
        <source>projects</source>
        <translation>Projekte</translation>
    </message>
    <message>
        <source>public domain</source>
        <translation>gemeinfrei</translation>
    </message>
    <message>
        <source>texts and results</source>
        <translation>Texte und Ergebnisse</translation>
    </message>
    <message>
        <source>compression</source>
        <translation>Kompression</translation>
    </message>
    <message>
        <source>typeface, where it is installed</source>
        <translation>Schrift, wo sie installiert ist</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::AdapterRow</name>
    <message>
        <source>Put a trigger word into the prompt</source>
        <translation>Ein Auslösewort in den Prompt setzen</translation>
    </message>
    <message>
        <source>Weigh the text encoder on its own</source>
        <translation>Den Textencoder für sich gewichten</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Weight in the text encoder</source>
        <translation>Gewicht im Textencoder</translation>
    </message>
    <message>
        <source>%1, written in the prompt</source>
        <translation>%1, steht im Prompt</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>in the prompt</source>
        <translation>im Prompt</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::AdaptersSection</name>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>LoRAs</source>
        <translation>LoRAs</translation>
    </message>
    <message>
        <source>Add a LoRA from the library</source>
        <translation>Eine LoRA aus der Bibliothek hinzufügen</translation>
    </message>
    <message>
        <source>not in the library</source>
        <translation>nicht in der Bibliothek</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>nicht brauchbar</translation>
    </message>
    <message>
        <source>for %1</source>
        <translation>für %1</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::CandidateStrip</name>
    <message>
        <source>Candidates</source>
        <translation>Kandidaten</translation>
    </message>
    <message>
        <source>Keep as layer  Enter</source>
        <translation>Als Ebene behalten  Enter</translation>
    </message>
    <message>
        <source>Keep as layer</source>
        <translation>Als Ebene behalten</translation>
    </message>
    <message>
        <source>Discard  Del</source>
        <translation>Verwerfen  Entf</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Star (S)</source>
        <translation>Stern (S)</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>Mehr davon</translation>
    </message>
    <message>
        <source>Run this recipe again</source>
        <translation>Dieses Rezept noch einmal</translation>
    </message>
    <message>
        <source>Compare with the original</source>
        <translation>Mit dem Original vergleichen</translation>
    </message>
    <message>
        <source>Bring the last discarded one back (Ctrl+Z)</source>
        <translation>Zuletzt Verworfenes zurückholen (Strg+Z)</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::CandidatesModel</name>
    <message>
        <source>original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>%1 · previewing</source>
        <translation>%1 · Vorschau</translation>
    </message>
    <message>
        <source>Original picture</source>
        <translation>Originalbild</translation>
    </message>
    <message>
        <source>Candidate %1, starred</source>
        <translation>Kandidat %1, mit Stern</translation>
    </message>
    <message>
        <source>Candidate %1</source>
        <translation>Kandidat %1</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::CanvasActions</name>
    <message>
        <source>&amp;Undo %1</source>
        <translation>&amp;Rückgängig: %1</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo %1</source>
        <translation>&amp;Wiederholen: %1</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::CanvasView</name>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>live preview · step %1</source>
        <translation>Live-Vorschau · Schritt %1</translation>
    </message>
    <message>
        <source>Image %1x%2, mask covers %3 %</source>
        <translation>Bild %1x%2, Maske deckt %3 %</translation>
    </message>
    <message>
        <source>The base picture is never changed. Choose a layer in the Layers panel to erase from it.</source>
        <translation>Das Grundbild wird nie verändert. Wählen Sie unter Ebenen eine Ebene, um von ihr wegzunehmen.</translation>
    </message>
    <message>
        <source>Paint</source>
        <translation>Gemaltes</translation>
    </message>
    <message>
        <source>The layer “%1” is hidden. Show it in the Layers panel to paint on it.</source>
        <translation>Die Ebene „%1“ ist ausgeblendet. Blenden Sie sie unter Ebenen ein, um auf ihr zu malen.</translation>
    </message>
    <message>
        <source>working · Esc cancels</source>
        <translation>in Arbeit · Esc bricht ab</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::ColourButton</name>
    <message>
        <source>Colour as #rrggbb</source>
        <translation>Farbe als #rrggbb</translation>
    </message>
    <message>
        <source>More colours …</source>
        <translation>Weitere Farben …</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::CompareView</name>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>before</source>
        <translation>vorher</translation>
    </message>
    <message>
        <source>after</source>
        <translation>nachher</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::ControlRow</name>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Picture: choose a file, or drop one</source>
        <translation>Bild: eine Datei wählen oder ablegen</translation>
    </message>
    <message>
        <source>Choose a picture, or drop one here</source>
        <translation>Ein Bild wählen oder hier ablegen</translation>
    </message>
    <message>
        <source>What the network is shown</source>
        <translation>Was das Netz gezeigt bekommt</translation>
    </message>
    <message>
        <source>shown before use</source>
        <translation>vorher gezeigt</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Up to</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>What is made of the picture</source>
        <translation>Was aus dem Bild gemacht wird</translation>
    </message>
    <message>
        <source>It is a control picture already</source>
        <translation>Es ist schon ein Steuerbild</translation>
    </message>
    <message>
        <source>Share of the run after which it begins to steer</source>
        <translation>Anteil des Laufs, nach dem es zu steuern beginnt</translation>
    </message>
    <message>
        <source>Share of the run after which it steers no more</source>
        <translation>Anteil des Laufs, nach dem es nicht mehr steuert</translation>
    </message>
    <message>
        <source>Take the canvas</source>
        <translation>Die Leinwand nehmen</translation>
    </message>
    <message>
        <source>The picture inside the frame, as it is now</source>
        <translation>Das Bild im Rahmen, wie es jetzt ist</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>Ein Bild wählen</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff)</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Ausgewogen</translation>
    </message>
    <message>
        <source>Prompt ahead</source>
        <translation>Prompt voran</translation>
    </message>
    <message>
        <source>Picture ahead</source>
        <translation>Bild voran</translation>
    </message>
    <message>
        <source>The picture shows</source>
        <translation>Das Bild zeigt</translation>
    </message>
    <message>
        <source>This network reads several kinds of control pictures, and is told which one this is</source>
        <translation>Dieses Netz liest mehrere Arten von Steuerbildern; ihm wird gesagt, welche es ist</translation>
    </message>
    <message>
        <source>Control mode</source>
        <translation>Steuermodus</translation>
    </message>
    <message>
        <source>Where prompt and control picture disagree. With the picture ahead, even what is not in the prompt follows it.</source>
        <translation>Wo Prompt und Steuerbild sich widersprechen. Ist das Bild voran, folgt ihm auch, was nicht im Prompt steht.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::ControlsSection</name>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Control pictures</source>
        <translation>Steuerbilder</translation>
    </message>
    <message>
        <source>Add a control network from the library</source>
        <translation>Ein Steuernetz aus der Bibliothek hinzufügen</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>nicht brauchbar</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>picture not found</source>
        <translation>Bild nicht gefunden</translation>
    </message>
    <message>
        <source>being made …</source>
        <translation>wird gemacht …</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::ConvertDialog</name>
    <message>
        <source>C&amp;hoose …</source>
        <translation>&amp;Wählen …</translation>
    </message>
    <message>
        <source>Con&amp;vert</source>
        <translation>Um&amp;wandeln</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Convert %1</source>
        <translation>%1 umwandeln</translation>
    </message>
    <message>
        <source>As stored</source>
        <translation>Wie gespeichert</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>Wie es ist</translation>
    </message>
    <message>
        <source>One file</source>
        <translation>Eine Datei</translation>
    </message>
    <message>
        <source>A diffusers folder</source>
        <translation>Ein Diffusers-Ordner</translation>
    </message>
    <message>
        <source>Type of the numbers</source>
        <translation>Typ der Zahlen</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Aufbau</translation>
    </message>
    <message>
        <source>Write to</source>
        <translation>Schreiben nach</translation>
    </message>
    <message>
        <source>Progress of the conversion</source>
        <translation>Fortschritt der Umwandlung</translation>
    </message>
    <message>
        <source>&amp;Type of the numbers</source>
        <translation>&amp;Typ der Zahlen</translation>
    </message>
    <message>
        <source>&amp;Layout</source>
        <translation>&amp;Aufbau</translation>
    </message>
    <message>
        <source>&amp;Write to</source>
        <translation>Schreiben &amp;nach</translation>
    </message>
    <message>
        <source>converted</source>
        <translation>umgewandelt</translation>
    </message>
    <message>
        <source>Write the model to</source>
        <translation>Das Modell schreiben nach</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>Ab&amp;brechen</translation>
    </message>
    <message>
        <source>Written.</source>
        <translation>Geschrieben.</translation>
    </message>
    <message>
        <source>Cancelled; nothing was written.</source>
        <translation>Abgebrochen; es wurde nichts geschrieben.</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::DialogActions</name>
    <message>
        <source>%1 enlarges in the second pass.</source>
        <translation>%1 vergrößert im zweiten Durchgang.</translation>
    </message>
    <message>
        <source>No picture is open; those that you generate are enlarged by it.</source>
        <translation>Es ist kein Bild offen; vergrößert werden die Bilder, die Sie erzeugen.</translation>
    </message>
    <message>
        <source>Nothing was enlarged.</source>
        <translation>Nichts wurde vergrößert.</translation>
    </message>
    <message>
        <source>There is no picture to work on.</source>
        <translation>Es ist kein Bild zum Bearbeiten da.</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::DocumentFiles</name>
    <message>
        <source>untitled</source>
        <translation>unbenannt</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Pictures and projects (*.png *.jpg *.jpeg *.webp *.bmp *.gif *.sfum);;All files (*)</source>
        <translation>Bilder und Projekte (*.png *.jpg *.jpeg *.webp *.bmp *.gif *.sfum);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>%1 was opened with changes.</source>
        <translation>%1 wurde mit Änderungen geöffnet.</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>Sfumato projects (*.sfum)</source>
        <translation>Sfumato-Projekte (*.sfum)</translation>
    </message>
    <message>
        <source>Export picture</source>
        <translation>Bild exportieren</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG-Bilder (*.png)</translation>
    </message>
    <message>
        <source>Exported %1.</source>
        <translation>%1 wurde exportiert.</translation>
    </message>
    <message>
        <source>Nothing was pasted.</source>
        <translation>Nichts wurde eingefügt.</translation>
    </message>
    <message>
        <source>The clipboard holds no picture.</source>
        <translation>Die Zwischenablage enthält kein Bild.</translation>
    </message>
    <message>
        <source>pasted picture</source>
        <translation>eingefügtes Bild</translation>
    </message>
    <message>
        <source>Pasted</source>
        <translation>Eingefügt</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (Kopie)</translation>
    </message>
    <message>
        <source>%1 is open elsewhere: this is a copy of it.</source>
        <translation>%1 ist anderswo geöffnet: dies ist eine Kopie davon.</translation>
    </message>
    <message>
        <source>dropped picture</source>
        <translation>abgelegtes Bild</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::DocumentPage</name>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Geteilt</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>Back to the canvas</source>
        <translation>Zurück zur Leinwand</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Ebene</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::DocumentTabs</name>
    <message>
        <source>Open pictures</source>
        <translation>Offene Bilder</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::EyedropperTool</name>
    <message>
        <source>pick the colour to paint a layer with</source>
        <translation>Farbe aufnehmen, mit der eine Ebene bemalt wird</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::FileActions</name>
    <message numerus="yes">
        <source>The last session was not closed: %n picture(s) can come back.</source>
        <translation>
            <numerusform>Die letzte Sitzung wurde nicht geschlossen: %n Bild kann zurückkommen.</numerusform>
            <numerusform>Die letzte Sitzung wurde nicht geschlossen: %n Bilder können zurückkommen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>&amp;Clear the list</source>
        <translation>Liste &amp;leeren</translation>
    </message>
    <message>
        <source>“%1” has changes that are not saved.</source>
        <translation>„%1“ hat ungespeicherte Änderungen.</translation>
    </message>
    <message>
        <source>Save and close</source>
        <translation>Speichern und schließen</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>Schließen ohne Speichern</translation>
    </message>
    <message>
        <source>Remove it from the list</source>
        <translation>Aus der Liste nehmen</translation>
    </message>
    <message>
        <source>Save under another name</source>
        <translation>Unter anderem Namen speichern</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::FileField</name>
    <message>
        <source>Other file …</source>
        <translation>Andere Datei …</translation>
    </message>
    <message>
        <source>Models (*.safetensors *.bin *.pt)</source>
        <translation>Modelle (*.safetensors *.bin *.pt)</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::FillTool</name>
    <message>
        <source>tolerance %1 · Shift: the whole picture</source>
        <translation>Toleranz %1 · Umschalt: das ganze Bild</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::FixedKeys</name>
    <message>
        <source>%1, held</source>
        <translation>%1, gehalten</translation>
    </message>
    <message>
        <source>On the canvas</source>
        <translation>Auf der Leinwand</translation>
    </message>
    <message>
        <source>In the prompt</source>
        <translation>Im Prompt</translation>
    </message>
    <message>
        <source>Among the candidates</source>
        <translation>Bei den Entwürfen</translation>
    </message>
    <message>
        <source>In the history</source>
        <translation>Im Verlauf</translation>
    </message>
    <message>
        <source>In the queue</source>
        <translation>In der Warteschlange</translation>
    </message>
    <message>
        <source>Pan with any tool</source>
        <translation>Verschieben mit jedem Werkzeug</translation>
    </message>
    <message>
        <source>Show the picture as it was before</source>
        <translation>Das Bild zeigen, wie es vorher war</translation>
    </message>
    <message>
        <source>Hide the panels</source>
        <translation>Die Felder ausblenden</translation>
    </message>
    <message>
        <source>Abandon the stroke, selection or change</source>
        <translation>Strich, Auswahl oder Änderung verwerfen</translation>
    </message>
    <message>
        <source>Zoom at the pointer</source>
        <translation>Zoomen am Zeiger</translation>
    </message>
    <message>
        <source>wheel</source>
        <translation>Rad</translation>
    </message>
    <message>
        <source>Change the size of the brush</source>
        <translation>Die Größe des Pinsels ändern</translation>
    </message>
    <message>
        <source>drag</source>
        <translation>Ziehen</translation>
    </message>
    <message>
        <source>Weigh the words at the cursor more or less</source>
        <translation>Die Wörter am Cursor stärker oder schwächer gewichten</translation>
    </message>
    <message>
        <source>Prompts of before</source>
        <translation>Frühere Prompts</translation>
    </message>
    <message>
        <source>Complete the word</source>
        <translation>Das Wort ergänzen</translation>
    </message>
    <message>
        <source>Keep as layer</source>
        <translation>Als Ebene behalten</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>Stern</translation>
    </message>
    <message>
        <source>Bring the last discarded one back</source>
        <translation>Den zuletzt verworfenen zurückholen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Restore recipe</source>
        <translation>Rezept übernehmen</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>Mehr davon</translation>
    </message>
    <message>
        <source>Go to what it was edited from</source>
        <translation>Zum Bild, aus dem es entstand</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Run next</source>
        <translation>Als nächsten ausführen</translation>
    </message>
    <message>
        <source>Move up or down</source>
        <translation>Nach oben oder unten</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Cancel, or remove from the list</source>
        <translation>Abbrechen oder aus der Liste nehmen</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::FrameTool</name>
    <message>
        <source>frame %1 × %2 px</source>
        <translation>Rahmen %1 × %2 px</translation>
    </message>
    <message>
        <source> · paints beyond the picture</source>
        <translation> · malt über das Bild hinaus</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::GenerateButton</name>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Strg+Enter</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>starting …</source>
        <translation>beginnt …</translation>
    </message>
    <message>
        <source>step %1 / %2</source>
        <translation>Schritt %1 / %2</translation>
    </message>
    <message>
        <source>%1 · %2 left</source>
        <comment>step 15 / 24 · 0:06 left</comment>
        <translation>%1 · noch %2</translation>
    </message>
    <message>
        <source>Cancelling …</source>
        <translation>Bricht ab …</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::GenerationController</name>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>inpaint region %1</source>
        <translation>Inpaint-Bereich %1</translation>
    </message>
    <message>
        <source>frame %1</source>
        <translation>Rahmen %1</translation>
    </message>
    <message>
        <source>the layer&apos;s recipe</source>
        <translation>das Rezept der Ebene</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::HistoryDelegate</name>
    <message>
        <source>file not found · </source>
        <translation>Datei fehlt · </translation>
    </message>
</context>
<context>
    <name>sfumato::ui::HistoryModel</name>
    <message>
        <source>seed %1</source>
        <translation>Seed %1</translation>
    </message>
    <message numerus="yes">
        <source>%n steps</source>
        <translation>
            <numerusform>%n Schritt</numerusform>
            <numerusform>%n Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>starred</source>
        <translation>mit Stern</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>branch</source>
        <translation>Zweig</translation>
    </message>
    <message>
        <source>%1 × %2 · %3</source>
        <comment>width, height, file name</comment>
        <translation>%1 × %2 · %3</translation>
    </message>
    <message>
        <source>Edited from %1</source>
        <translation>Bearbeitet aus %1</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::HistoryPanel</name>
    <message>
        <source>Search prompts</source>
        <translation>Prompts durchsuchen</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>Verlauf durchsuchen</translation>
    </message>
    <message>
        <source>&amp;Starred only</source>
        <translation>Nur mit &amp;Stern</translation>
    </message>
    <message>
        <source>Show &amp;rejected</source>
        <translation>&amp;Verworfene zeigen</translation>
    </message>
    <message>
        <source>&amp;All kinds</source>
        <translation>&amp;Alle Arten</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>Was gezeigt wird</translation>
    </message>
    <message>
        <source>Filter the history</source>
        <translation>Verlauf filtern</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Picture deleted</source>
        <translation>Bild gelöscht</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Bring the deleted picture back</source>
        <translation>Gelöschtes Bild zurückholen</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Restore recipe</source>
        <translation>&amp;Rezept übernehmen</translation>
    </message>
    <message>
        <source>&amp;More like this</source>
        <translation>&amp;Mehr davon</translation>
    </message>
    <message>
        <source>&amp;Star</source>
        <translation>&amp;Stern</translation>
    </message>
    <message>
        <source>Re&amp;ject</source>
        <translation>&amp;Verwerfen</translation>
    </message>
    <message>
        <source>Copy &amp;prompt</source>
        <translation>&amp;Prompt kopieren</translation>
    </message>
    <message>
        <source>Copy as &amp;command line</source>
        <translation>Als &amp;Befehlszeile kopieren</translation>
    </message>
    <message>
        <source>Show in &amp;folder</source>
        <translation>Im &amp;Ordner zeigen</translation>
    </message>
    <message>
        <source>&amp;Export without metadata …</source>
        <translation>Ohne Metadaten &amp;exportieren …</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Looking for pictures …</source>
        <translation>Bilder werden gesucht …</translation>
    </message>
    <message>
        <source>No picture fits the search and the filter.</source>
        <translation>Kein Bild passt zu Suche und Filter.</translation>
    </message>
    <message>
        <source>Every finished picture will be kept here, with its prompt and settings.

Generate one, or drop a picture here or on the canvas to go on from it.</source>
        <translation>Hier bleibt jedes fertige Bild mit Prompt und Einstellungen.

Erzeugen Sie eines oder ziehen Sie ein Bild hierher oder auf die Leinwand.</translation>
    </message>
    <message>
        <source>Copied as a command line.</source>
        <translation>Als Befehlszeile kopiert.</translation>
    </message>
    <message>
        <source>Copied as a command line, which cannot say: %1.</source>
        <translation>Als Befehlszeile kopiert; nicht ausdrückbar: %1.</translation>
    </message>
    <message>
        <source>Export without metadata</source>
        <translation>Ohne Metadaten exportieren</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG-Bilder (*.png)</translation>
    </message>
    <message>
        <source>-plain</source>
        <comment>added to a file name</comment>
        <translation>-schlicht</translation>
    </message>
    <message>
        <source>The picture it was edited from, %1, is not in the history any more.</source>
        <translation>Das Bild, aus dem es entstand, %1, ist nicht mehr im Verlauf.</translation>
    </message>
    <message>
        <source>&amp;Go to what it was edited from</source>
        <translation>&amp;Zum Bild, aus dem es entstand</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::InspectDialog</name>
    <message>
        <source>C&amp;opy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>%1 — what it holds</source>
        <translation>%1 — was darin ist</translation>
    </message>
    <message>
        <source>What the model holds</source>
        <translation>Was in dem Modell ist</translation>
    </message>
    <message>
        <source>being read …</source>
        <translation>wird gelesen …</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::JobRow</name>
    <message>
        <source>loading the model</source>
        <translation>lädt das Modell</translation>
    </message>
    <message>
        <source>reading the prompt</source>
        <translation>liest den Prompt</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>decoding</source>
        <translation>dekodiert</translation>
    </message>
    <message>
        <source>enlarging</source>
        <translation>vergrößert</translation>
    </message>
    <message>
        <source>saving</source>
        <translation>speichert</translation>
    </message>
    <message>
        <source>cancelling …</source>
        <translation>bricht ab …</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>ends after this picture</source>
        <translation>endet nach diesem Bild</translation>
    </message>
    <message>
        <source>%1 of %2 done</source>
        <translation>%1 von %2 fertig</translation>
    </message>
    <message>
        <source>waiting · %1 of %2 done</source>
        <translation>wartet · %1 von %2 fertig</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) done</source>
        <translation>
            <numerusform>%n Bild fertig</numerusform>
            <numerusform>%n Bilder fertig</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>cancelled · %n picture(s) kept</source>
        <translation>
            <numerusform>abgebrochen · %n Bild behalten</numerusform>
            <numerusform>abgebrochen · %n Bilder behalten</numerusform>
        </translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>Run next</source>
        <translation>Als Nächstes</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Cancel after this picture</source>
        <translation>Nach diesem Bild abbrechen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>Aus der Liste nehmen</translation>
    </message>
    <message>
        <source>Progress of %1</source>
        <translation>Fortschritt von %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>what a button does, and to which job</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::LayersModel</name>
    <message>
        <source>%1 % · %2</source>
        <translation>%1 % · %2</translation>
    </message>
    <message>
        <source>%1 · has a recipe</source>
        <translation>%1 · mit Rezept</translation>
    </message>
    <message>
        <source>%1 × %2 px · never changed</source>
        <translation>%1 × %2 px · bleibt unverändert</translation>
    </message>
    <message>
        <source>%1 % of the image</source>
        <translation>%1 % des Bildes</translation>
    </message>
    <message>
        <source>Base picture</source>
        <translation>Grundbild</translation>
    </message>
    <message>
        <source>Inpaint mask</source>
        <translation>Inpaint-Maske</translation>
    </message>
    <message>
        <source>%1, is painted on</source>
        <translation>%1, wird bemalt</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::LayersPanel</name>
    <message>
        <source>Layers</source>
        <translation>Ebenen</translation>
    </message>
    <message>
        <source>Blend mode</source>
        <translation>Füllmethode</translation>
    </message>
    <message>
        <source>How the layer&apos;s colours meet what lies below</source>
        <translation>Wie die Farben der Ebene auf das Darunterliegende treffen</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
    <message>
        <source>Opacity of the layer</source>
        <translation>Deckkraft der Ebene</translation>
    </message>
    <message>
        <source>New layer from what the mask covers</source>
        <translation>Neue Ebene aus dem, was die Maske deckt</translation>
    </message>
    <message>
        <source>Duplicate layer</source>
        <translation>Ebene duplizieren</translation>
    </message>
    <message>
        <source>Move layer up</source>
        <translation>Ebene nach oben</translation>
    </message>
    <message>
        <source>Move layer down</source>
        <translation>Ebene nach unten</translation>
    </message>
    <message>
        <source>Merge layer into the one below</source>
        <translation>Ebene mit der darunter vereinen</translation>
    </message>
    <message>
        <source>Run the layer&apos;s recipe again</source>
        <translation>Rezept der Ebene noch einmal</translation>
    </message>
    <message>
        <source>Delete layer</source>
        <translation>Ebene löschen</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>From mask</source>
        <translation>Aus Maske</translation>
    </message>
    <message>
        <source>New layer from mask</source>
        <translation>Neue Ebene aus Maske</translation>
    </message>
    <message>
        <source>New layer to paint on</source>
        <translation>Neue Ebene zum Malen</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::LibraryDialog</name>
    <message>
        <source>Model library</source>
        <translation>Modellbibliothek</translation>
    </message>
    <message>
        <source>Models looked at</source>
        <translation>Angesehene Modelle</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Search names, folders and trigger words</source>
        <translation>Namen, Ordner und Auslösewörter suchen</translation>
    </message>
    <message>
        <source>Search the library</source>
        <translation>Die Bibliothek durchsuchen</translation>
    </message>
    <message>
        <source>Kind of file</source>
        <translation>Art der Datei</translation>
    </message>
    <message>
        <source>Show as a list</source>
        <translation>Als Liste zeigen</translation>
    </message>
    <message>
        <source>Show as pictures</source>
        <translation>Als Bilder zeigen</translation>
    </message>
    <message>
        <source>Look at the folders again</source>
        <translation>Die Ordner neu ansehen</translation>
    </message>
    <message>
        <source>Folders and files of the library</source>
        <translation>Ordner und Dateien der Bibliothek</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Those of A1111 and ComfyUI are known; models are used where they lie.</source>
        <translation>Die von A1111 und ComfyUI sind bekannt; Modelle werden benutzt, wo sie liegen.</translation>
    </message>
    <message>
        <source>&amp;Add a folder …</source>
        <translation>Ordner &amp;hinzufügen …</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Takes the folder off the list; its files stay</source>
        <translation>Nimmt den Ordner von der Liste; seine Dateien bleiben</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>All kinds (%1)</source>
        <translation>Alle Arten (%1)</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>kind (how many)</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>looking at the folders …</source>
        <translation>die Ordner werden angesehen …</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n Datei</numerusform>
            <numerusform>%n Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing fits the search.</source>
        <translation>Nichts passt zur Suche.</translation>
    </message>
    <message>
        <source>The folders are being looked at …</source>
        <translation>Die Ordner werden angesehen …</translation>
    </message>
    <message>
        <source>No models yet.

Add the folder of an A1111 or ComfyUI installation, or any folder with model files. Nothing is moved or copied.</source>
        <translation>Noch keine Modelle.

Fügen Sie den Ordner einer Installation von A1111 oder ComfyUI hinzu oder einen beliebigen Ordner mit Modelldateien. Nichts wird verschoben oder kopiert.</translation>
    </message>
    <message>
        <source>Sfumato&apos;s own</source>
        <translation>Sfumatos eigener</translation>
    </message>
    <message>
        <source>Choose a folder with models</source>
        <translation>Einen Ordner mit Modellen wählen</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::MainWindow</name>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Layers appear here when a picture is open.</source>
        <translation>Hier erscheinen Ebenen, sobald ein Bild offen ist.</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Ebenen</translation>
    </message>
    <message>
        <source>Noise schedule</source>
        <translation>Rauschverlauf</translation>
    </message>
    <message>
        <source>Steps that can be undone</source>
        <translation>Schritte zum Zurücknehmen</translation>
    </message>
    <message>
        <source>Undo steps</source>
        <translation>Arbeitsschritte</translation>
    </message>
    <message>
        <source>The picture was made, with a remark.</source>
        <translation>Das Bild ist fertig, mit einer Anmerkung.</translation>
    </message>
    <message>
        <source>This picture says how it was made.</source>
        <translation>Dieses Bild verrät, wie es entstand.</translation>
    </message>
    <message>
        <source>Use its settings</source>
        <translation>Einstellungen übernehmen</translation>
    </message>
    <message>
        <source>%1[*] — Sfumato</source>
        <translation>%1[*] — Sfumato</translation>
    </message>
    <message>
        <source>Sfumato</source>
        <translation>Sfumato</translation>
    </message>
    <message>
        <source>%1 — edited</source>
        <translation>%1 — bearbeitet</translation>
    </message>
    <message>
        <source>This works on a picture: open one, or generate one first.</source>
        <translation>Hierfür braucht es ein Bild: öffnen oder zuerst eines erzeugen.</translation>
    </message>
    <message numerus="yes">
        <source>CPU · %n thread(s)</source>
        <translation>
            <numerusform>CPU · %n Thread</numerusform>
            <numerusform>CPU · %n Threads</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was made.</source>
        <translation>Nichts wurde erzeugt.</translation>
    </message>
    <message>
        <source>There is no picture to work on.</source>
        <translation>Es ist kein Bild zum Bearbeiten da.</translation>
    </message>
    <message>
        <source>Open a picture</source>
        <translation>Bild öffnen</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Not everything of the recipe could be taken over.</source>
        <translation>Nicht alles am Rezept ließ sich übernehmen.</translation>
    </message>
    <message>
        <source>Model library …</source>
        <translation>Modellbibliothek …</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::MaskFiles</name>
    <message>
        <source>Nothing was pasted.</source>
        <translation>Nichts wurde eingefügt.</translation>
    </message>
    <message>
        <source>The clipboard holds no picture.</source>
        <translation>Die Zwischenablage enthält kein Bild.</translation>
    </message>
    <message>
        <source>pasted picture</source>
        <translation>eingefügtes Bild</translation>
    </message>
    <message>
        <source>Load mask</source>
        <translation>Maske laden</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.bmp)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.webp *.bmp)</translation>
    </message>
    <message>
        <source>Save mask</source>
        <translation>Maske speichern</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG-Bilder (*.png)</translation>
    </message>
    <message>
        <source>Saved %1.</source>
        <translation>%1 gespeichert.</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::Message</name>
    <message>
        <source>Close message: %1</source>
        <translation>Meldung schließen: %1</translation>
    </message>
    <message>
        <source>Close message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::ModelActions</name>
    <message>
        <source>Inspect a model</source>
        <translation>Ein Modell untersuchen</translation>
    </message>
    <message>
        <source>Convert a model</source>
        <translation>Ein Modell umwandeln</translation>
    </message>
    <message>
        <source>%1 cannot be used.</source>
        <translation>%1 kann nicht benutzt werden.</translation>
    </message>
    <message>
        <source>%1 is now in the library.</source>
        <translation>%1 ist jetzt in der Bibliothek.</translation>
    </message>
    <message>
        <source>Model files (%1)</source>
        <translation>Modelldateien (%1)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::ModelDetails</name>
    <message>
        <source>&amp;Add to the picture</source>
        <translation>Zum Bild &amp;hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Put into the prompt</source>
        <translation>In den &amp;Prompt setzen</translation>
    </message>
    <message>
        <source>&amp;Add as control</source>
        <translation>Als Steuerung &amp;hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Use</source>
        <translation>&amp;Benutzen</translation>
    </message>
    <message>
        <source>Choose a model to see what it is.</source>
        <translation>Wählen Sie ein Modell, um zu sehen, was es ist.</translation>
    </message>
    <message>
        <source>Trigger words: press one to put it into the prompt</source>
        <translation>Auslösewörter: drücken setzt eines in den Prompt</translation>
    </message>
    <message>
        <source>Trigger words</source>
        <translation>Auslösewörter</translation>
    </message>
    <message>
        <source>Made for</source>
        <translation>Gemacht für</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>&amp;Inspect …</source>
        <translation>&amp;Untersuchen …</translation>
    </message>
    <message>
        <source>Con&amp;vert …</source>
        <translation>Um&amp;wandeln …</translation>
    </message>
    <message>
        <source>Show &amp;folder</source>
        <translation>&amp;Ordner zeigen</translation>
    </message>
    <message>
        <source>of a folder there is none</source>
        <translation>von einem Ordner gibt es keine</translation>
    </message>
    <message>
        <source>being computed …</source>
        <translation>wird berechnet …</translation>
    </message>
    <message>
        <source>Picture of %1</source>
        <translation>Bild von %1</translation>
    </message>
    <message>
        <source>&amp;Add as an image prompt</source>
        <translation>Als Bildprompt &amp;hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Upscale with it</source>
        <translation>&amp;Damit vergrößern</translation>
    </message>
    <message>
        <source>&amp;Use as a fast autoencoder</source>
        <translation>Als schnellen &amp;Autoencoder nutzen</translation>
    </message>
    <message>
        <source>&amp;Use for image prompts</source>
        <translation>Für &amp;Bildprompts nutzen</translation>
    </message>
    <message>
        <source>A text encoder alone has no use here: every model brings its own.</source>
        <translation>Ein Textencoder allein ist hier nicht zu gebrauchen: Jedes Modell bringt seinen eigenen mit.</translation>
    </message>
    <message>
        <source>The studio has no use for files of this kind. Inspect tells what it holds.</source>
        <translation>Mit Dateien dieser Art kann das Studio nichts anfangen. „Untersuchen“ zeigt, was darin ist.</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::ModelField</name>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Built-in model</source>
        <translation>Eingebautes Modell</translation>
    </message>
    <message>
        <source>Other file …</source>
        <translation>Andere Datei …</translation>
    </message>
    <message>
        <source>Other folder …</source>
        <translation>Anderer Ordner …</translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation>Modelldatei wählen</translation>
    </message>
    <message>
        <source>Choose a model folder</source>
        <translation>Modellordner wählen</translation>
    </message>
    <message>
        <source>Models (*.safetensors *.ckpt *.gguf)</source>
        <translation>Modelle (*.safetensors *.ckpt *.gguf)</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>nicht verwendbar</translation>
    </message>
    <message>
        <source>Model library …</source>
        <translation>Modellbibliothek …</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::MoveTool</name>
    <message>
        <source>The base picture and the mask stay where they are. Choose a layer in the Layers panel to move it.</source>
        <translation>Grundbild und Maske bleiben, wo sie sind. Zum Verschieben im Ebenenfenster eine Ebene wählen.</translation>
    </message>
    <message>
        <source>move layer · arrow keys by a pixel</source>
        <translation>Ebene verschieben · Pfeiltasten um ein Pixel</translation>
    </message>
    <message>
        <source>move · choose a layer</source>
        <translation>verschieben · Ebene wählen</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::NoisePanel</name>
    <message>
        <source>Noise level by step</source>
        <translation>Rauschpegel je Schritt</translation>
    </message>
    <message>
        <source>Seconds by step</source>
        <translation>Sekunden je Schritt</translation>
    </message>
    <message>
        <source>seconds by step</source>
        <translation>Sekunden je Schritt</translation>
    </message>
    <message>
        <source>σ by step</source>
        <translation>σ je Schritt</translation>
    </message>
    <message>
        <source>seconds by step · usually %1</source>
        <translation>Sekunden je Schritt · meist %1</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::OptionsBar</name>
    <message>
        <source>What is painted</source>
        <translation>Was bemalt wird</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Ebene</translation>
    </message>
    <message>
        <source>Colour to paint with</source>
        <translation>Malfarbe</translation>
    </message>
    <message>
        <source>Size of the brush</source>
        <translation>Größe des Pinsels</translation>
    </message>
    <message>
        <source>size </source>
        <translation>Größe </translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Hardness of the brush</source>
        <translation>Härte des Pinsels</translation>
    </message>
    <message>
        <source>hardness </source>
        <translation>Härte </translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Opacity of the paint</source>
        <translation>Deckkraft der Farbe</translation>
    </message>
    <message>
        <source>opacity </source>
        <translation>Deckkraft </translation>
    </message>
    <message>
        <source>The pen&apos;s pressure sets the size</source>
        <translation>Der Druck des Stifts bestimmt die Größe</translation>
    </message>
    <message>
        <source>The pen&apos;s pressure sets the opacity</source>
        <translation>Der Druck des Stifts bestimmt die Deckkraft</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::ParametersPanel</name>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Transform</source>
        <translation>Umformen</translation>
    </message>
    <message>
        <source>Inpaint</source>
        <translation>Inpaint</translation>
    </message>
    <message>
        <source>Restyle</source>
        <translation>Umstilen</translation>
    </message>
    <message>
        <source>St&amp;yle</source>
        <translation>S&amp;til</translation>
    </message>
    <message>
        <source>&amp;Prompt</source>
        <translation>&amp;Prompt</translation>
    </message>
    <message>
        <source>What should be in the picture?</source>
        <translation>Was soll im Bild sein?</translation>
    </message>
    <message>
        <source>&amp;Negative prompt</source>
        <translation>&amp;Negativ-Prompt</translation>
    </message>
    <message>
        <source>What should not be in it</source>
        <translation>Was soll nicht darin sein</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>G&amp;uidance</source>
        <translation>&amp;Führung</translation>
    </message>
    <message>
        <source>Stren&amp;gth</source>
        <translation>Stär&amp;ke</translation>
    </message>
    <message>
        <source>Feathe&amp;r</source>
        <translation>W&amp;eichheit</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>&amp;Keep structure</source>
        <translation>St&amp;ruktur halten</translation>
    </message>
    <message>
        <source>Begins later in the noise schedule, so that outlines stay where they are</source>
        <translation>Beginnt später im Rauschverlauf, damit Umrisse bleiben</translation>
    </message>
    <message>
        <source>Fill masked area with</source>
        <translation>Maskierten Bereich füllen mit</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>Verwischt</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Samp&amp;ler</source>
        <translation>Samp&amp;ler</translation>
    </message>
    <message>
        <source>S&amp;chedule</source>
        <translation>Rausch&amp;verlauf</translation>
    </message>
    <message>
        <source>See&amp;d</source>
        <translation>&amp;Seed</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>Varianten</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>Negativ-Prompt</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Rauschverlauf</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Führung</translation>
    </message>
    <message>
        <source>Feather</source>
        <translation>Weichheit</translation>
    </message>
    <message>
        <source>Keep structure</source>
        <translation>Struktur halten</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllung</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>The model&apos;s own</source>
        <translation>Der des Modells</translation>
    </message>
    <message>
        <source>Autoencoder (VAE)</source>
        <translation>Autoencoder (VAE)</translation>
    </message>
    <message>
        <source>LoRAs</source>
        <translation>LoRAs</translation>
    </message>
    <message>
        <source>Control pictures</source>
        <translation>Steuerbilder</translation>
    </message>
    <message>
        <source>Autoencoder</source>
        <translation>Autoencoder</translation>
    </message>
    <message>
        <source>runs as: %1</source>
        <translation>läuft als: %1</translation>
    </message>
    <message>
        <source>without: %1</source>
        <translation>ohne: %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Refiner</source>
        <translation>Verfeinerer</translation>
    </message>
    <message>
        <source>Refiner works from</source>
        <translation>Verfeinerer wirkt ab</translation>
    </message>
    <message>
        <source>Share of the noise schedule after which the refiner takes over</source>
        <translation>Anteil des Rauschverlaufs, nach dem der Verfeinerer übernimmt</translation>
    </message>
    <message>
        <source>Second pass</source>
        <translation>Zweiter Durchgang</translation>
    </message>
    <message>
        <source>Image encoder</source>
        <translation>Bild-Encoder</translation>
    </message>
    <message>
        <source>Beside the IP-Adapter</source>
        <translation>Neben dem IP-Adapter</translation>
    </message>
    <message>
        <source>Choose an image encoder</source>
        <translation>Bild-Encoder wählen</translation>
    </message>
    <message>
        <source>CLIP&apos;s vision encoder, by which image prompts are seen: most IP-Adapters need ViT-H/14</source>
        <translation>CLIPs Bild-Encoder, mit dem Bildprompts gesehen werden: Die meisten IP-Adapter brauchen ViT-H/14</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::PictureTitles</name>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Transform</source>
        <translation>Umformen</translation>
    </message>
    <message>
        <source>Inpaint</source>
        <translation>Inpaint</translation>
    </message>
    <message>
        <source>Remove object</source>
        <translation>Objekt entfernen</translation>
    </message>
    <message>
        <source>Restyle</source>
        <translation>Umstilen</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>vor %n min</numerusform>
            <numerusform>vor %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>vor %n h</numerusform>
            <numerusform>vor %n h</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>Upscale</source>
        <translation>Vergrößern</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::PromptEdit</name>
    <message>
        <source>Words to complete</source>
        <translation>Wortvorschläge</translation>
    </message>
    <message>
        <source>The library holds no LoRA of this name.</source>
        <translation>In der Bibliothek ist keine LoRA dieses Namens.</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::PromptField</name>
    <message>
        <source>%1 / %2 tokens</source>
        <translation>%1 / %2 Token</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n Problem</numerusform>
            <numerusform>%n Probleme</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>problems · tokens</comment>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::PromptReading</name>
    <message>
        <source>There is no wildcard of this name: no file %1.txt in the wildcards folder.</source>
        <translation>Einen Platzhalter dieses Namens gibt es nicht: keine Datei %1.txt im Ordner der Platzhalter.</translation>
    </message>
    <message>
        <source>Braces without a choice stay as they are. {a|b} draws one for each picture, {2$$a|b|c} two.</source>
        <translation>Klammern ohne Auswahl bleiben, wie sie sind. {a|b} zieht für jedes Bild eines davon, {2$$a|b|c} zwei.</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::QueuePanel</name>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Nothing is waiting.

Generate puts a job here with all its settings; you can go on painting and add more while it runs.</source>
        <translation>Nichts wartet.

„Erzeugen“ stellt einen Auftrag mit allen Einstellungen hierher; malen Sie weiter und fügen Sie weitere hinzu, während er läuft.</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Take ended jobs off the list</source>
        <translation>Beendete Aufträge entfernen</translation>
    </message>
    <message>
        <source>Run &amp;next</source>
        <translation>Als &amp;Nächstes</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>Move &amp;down</source>
        <translation>Nach &amp;unten</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>Noch &amp;einmal</translation>
    </message>
    <message>
        <source>Cancel &amp;after this picture</source>
        <translation>Nach diesem Bild abb&amp;rechen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Remove from the list</source>
        <translation>Aus der &amp;Liste nehmen</translation>
    </message>
    <message>
        <source>from last time, paused</source>
        <translation>vom letzten Mal, angehalten</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n wartet</numerusform>
            <numerusform>%n warten</numerusform>
        </translation>
    </message>
    <message>
        <source>none waiting</source>
        <translation>keiner wartet</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>frei</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Let the queue go on</source>
        <translation>Warteschlange weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Pause the queue after the running job</source>
        <translation>Nach dem laufenden Auftrag anhalten</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::SecondPassSection</name>
    <message>
        <source>Second pass, larger</source>
        <translation>Zweiter, größerer Durchgang</translation>
    </message>
    <message>
        <source>Times the size</source>
        <translation>Wievielfach so groß</translation>
    </message>
    <message>
        <source>Strength of the second pass</source>
        <translation>Stärke des zweiten Durchgangs</translation>
    </message>
    <message>
        <source>Paints over what the first pass made, at a larger size: more detail, without the doubled things of a large first pass</source>
        <translation>Übermalt in größerem Format, was der erste Durchgang gemacht hat: mehr Einzelheiten, ohne die doppelten Dinge eines großen ersten Durchgangs</translation>
    </message>
    <message>
        <source>Latent</source>
        <translation>Latent</translation>
    </message>
    <message>
        <source>Latent, antialiased</source>
        <translation>Latent, geglättet</translation>
    </message>
    <message>
        <source>Latent, bicubic</source>
        <translation>Latent, bikubisch</translation>
    </message>
    <message>
        <source>Latent, bicubic, antialiased</source>
        <translation>Latent, bikubisch, geglättet</translation>
    </message>
    <message>
        <source>Latent, nearest</source>
        <translation>Latent, nächster Wert</translation>
    </message>
    <message>
        <source>Latent, nearest, exact</source>
        <translation>Latent, nächster Wert, exakt</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>as the first</source>
        <translation>wie der erste</translation>
    </message>
    <message>
        <source>Made larger by</source>
        <translation>Vergrößert durch</translation>
    </message>
    <message>
        <source>Steps of the second pass</source>
        <translation>Seine Schritte</translation>
    </message>
    <message>
        <source>Prompt of the second pass</source>
        <translation>Sein Prompt</translation>
    </message>
    <message>
        <source>Negative prompt of the second pass</source>
        <translation>Sein Negativ-Prompt</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>It is shown in the frame of %1; its file keeps every pixel.</source>
        <translation>Gezeigt wird es im Rahmen von %1; seine Datei behält jedes Pixel.</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::SeedField</name>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>random</source>
        <translation>zufällig</translation>
    </message>
    <message>
        <source>Random seed</source>
        <translation>Zufälliger Seed</translation>
    </message>
    <message>
        <source>A new random seed for every run</source>
        <translation>Bei jedem Lauf ein neuer Zufalls-Seed</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::SelectTool</name>
    <message>
        <source> · adds to the mask · Alt subtracts · Ctrl replaces</source>
        <translation> · ergänzt die Maske · Alt zieht ab · Strg ersetzt</translation>
    </message>
    <message>
        <source>rectangle</source>
        <translation>Rechteck</translation>
    </message>
    <message>
        <source>ellipse</source>
        <translation>Ellipse</translation>
    </message>
    <message>
        <source>lasso</source>
        <translation>Lasso</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::SessionFiles</name>
    <message>
        <source>%1 was saved again after this session: this is a copy of it.</source>
        <translation>%1 wurde nach dieser Sitzung noch einmal gespeichert: Dies ist eine Kopie davon.</translation>
    </message>
    <message>
        <source>Saving it asks for a name, so that neither replaces the other.</source>
        <translation>Beim Speichern wird nach einem Namen gefragt, damit keines das andere ersetzt.</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::SettingsDialog</name>
    <message>
        <source>&amp;Render anew while its strength is dragged</source>
        <translation>Beim Ziehen der Stärke neu &amp;rechnen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie die Oberfläche</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>32 bit (f32)</source>
        <translation>32 Bit (f32)</translation>
    </message>
    <message>
        <source>16 bit (bf16), half the memory</source>
        <translation>16 Bit (bf16), halber Speicher</translation>
    </message>
    <message>
        <source>all %1</source>
        <translation>alle %1</translation>
    </message>
    <message>
        <source>The language changes with the next start.</source>
        <translation>Die Sprache wechselt mit dem nächsten Start.</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>Co&amp;mpute on</source>
        <translation>Rechnen a&amp;uf</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>Grafikkarte</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>&amp;Precision</source>
        <translation>&amp;Genauigkeit</translation>
    </message>
    <message>
        <source>T&amp;hreads</source>
        <translation>T&amp;hreads</translation>
    </message>
    <message>
        <source>Restyle</source>
        <translation>Umstilen</translation>
    </message>
    <message>
        <source>Mask &amp;colour</source>
        <translation>&amp;Maskenfarbe</translation>
    </message>
    <message>
        <source>Mask &amp;opacity</source>
        <translation>Masken&amp;deckkraft</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Clo&amp;se</source>
        <translation>S&amp;chließen</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::ShortcutSheet</name>
    <message>
        <source>&amp;Assign</source>
        <translation>&amp;Zuweisen</translation>
    </message>
    <message>
        <source>&amp;No key</source>
        <translation>&amp;Keine Taste</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Search actions and keys</source>
        <translation>Befehle und Tasten suchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neue Taste</translation>
    </message>
    <message>
        <source>&amp;Reset all</source>
        <translation>Alle &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>This key already means “%1”. Choose another, or change that one first.</source>
        <translation>Diese Taste bedeutet schon „%1“. Wählen Sie eine andere oder ändern Sie erst jene.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>This key cannot be changed.</source>
        <translation>Diese Taste lässt sich nicht ändern.</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::StatusLine</name>
    <message>
        <source>%1 s / step</source>
        <translation>%1 s / Schritt</translation>
    </message>
    <message>
        <source>%1 × %2 px</source>
        <translation>%1 × %2 px</translation>
    </message>
    <message>
        <source>memory %1 of %2 GB</source>
        <translation>Speicher %1 von %2 GB</translation>
    </message>
    <message>
        <source>autosaved %1</source>
        <translation>gesichert %1</translation>
    </message>
    <message>
        <source>saving %1 …</source>
        <translation>%1 wird gespeichert …</translation>
    </message>
    <message>
        <source>a job needs about %1 GB</source>
        <translation>ein Auftrag braucht etwa %1 GB</translation>
    </message>
    <message>
        <source>saving %1 · %2 % · %3 left</source>
        <comment>a file&apos;s name, percentage, time</comment>
        <translation>%1 wird gespeichert · %2 % · noch %3</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::StepPlot</name>
    <message>
        <source>step %1: %2</source>
        <translation>Schritt %1: %2</translation>
    </message>
    <message>
        <source>nothing to show yet</source>
        <translation>noch nichts zu zeigen</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s)</source>
        <translation>
            <numerusform>%n Wert</numerusform>
            <numerusform>%n Werte</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::ui::StyleChooser</name>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>%1
not: %2</source>
        <translation>%1
nicht: %2</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::StylesDialog</name>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>&amp;Bring it back</source>
        <translation>&amp;Zurückholen</translation>
    </message>
    <message>
        <source>My styles</source>
        <translation>Meine Stile</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>&amp;New style</source>
        <translation>&amp;Neuer Stil</translation>
    </message>
    <message>
        <source>Clo&amp;se</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>N&amp;ame</source>
        <translation>N&amp;ame</translation>
    </message>
    <message>
        <source>&amp;Prompt</source>
        <translation>&amp;Prompt</translation>
    </message>
    <message>
        <source>New style</source>
        <translation>Neuer Stil</translation>
    </message>
    <message>
        <source>New style %1</source>
        <translation>Neuer Stil %1</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>Negativ-Prompt</translation>
    </message>
    <message>
        <source>Where it says {prompt}, yours takes that place; without it, the style follows your prompt. The negative prompt works likewise.</source>
        <translation>Wo {prompt} steht, kommt Ihr Prompt hin; ohne das folgt der Stil auf Ihren Prompt. Mit dem Negativ-Prompt ist es ebenso.</translation>
    </message>
    <message>
        <source>Ne&amp;gative prompt</source>
        <translation>Ne&amp;gativ-Prompt</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::UpscaleDialog</name>
    <message>
        <source>&amp;Enlarge</source>
        <translation>&amp;Vergrößern</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Upscale</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Enlarged by</source>
        <translation>Vergrößert durch</translation>
    </message>
    <message>
        <source>Times the size</source>
        <translation>Wievielfach so groß</translation>
    </message>
    <message>
        <source>Progress of the enlarging</source>
        <translation>Fortschritt des Vergrößerns</translation>
    </message>
    <message>
        <source>Model &amp;library …</source>
        <translation>Modell&amp;bibliothek …</translation>
    </message>
    <message>
        <source>The library holds no upscaler yet. Networks made for it (ESRGAN, Real-ESRGAN, SRVGG) draw finer detail than resampling does: add the folder they lie in to the library, or drop a file on the window.</source>
        <translation>Die Bibliothek hat noch keinen Vergrößerer. Netze, die dafür gemacht sind (ESRGAN, Real-ESRGAN, SRVGG), zeichnen feinere Einzelheiten, als Umrechnen es kann: Füge der Bibliothek den Ordner hinzu, in dem sie liegen, oder lass eine Datei auf das Fenster fallen.</translation>
    </message>
    <message>
        <source>Enlarged &amp;by</source>
        <translation>Vergrößert &amp;durch</translation>
    </message>
    <message>
        <source>&amp;Times the size</source>
        <translation>&amp;Wievielfach so groß</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Resampling (Lanczos)</source>
        <translation>Umrechnen (Lanczos)</translation>
    </message>
    <message>
        <source>%1 × %2 → %3 × %4</source>
        <translation>%1 × %2 → %3 × %4</translation>
    </message>
    <message>
        <source>%1 of %2 · %3 left</source>
        <translation>%1 von %2 · noch %3</translation>
    </message>
    <message>
        <source>Begins when the running job has ended.</source>
        <translation>Beginnt, wenn der laufende Auftrag zu Ende ist.</translation>
    </message>
    <message>
        <source>The model works it over …</source>
        <translation>Das Modell überarbeitet es …</translation>
    </message>
    <message>
        <source>The model works it over: %1</source>
        <translation>Das Modell überarbeitet es: %1</translation>
    </message>
    <message>
        <source>The picture is being finished …</source>
        <translation>Das Bild wird fertiggestellt …</translation>
    </message>
    <message>
        <source>The model is being loaded …</source>
        <translation>Das Modell wird geladen …</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::WandTool</name>
    <message>
        <source>wand · tolerance %1</source>
        <translation>Zauberstab · Toleranz %1</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::Welcome</name>
    <message>
        <source>Make this picture</source>
        <translation>Dieses Bild erzeugen</translation>
    </message>
    <message>
        <source>Open a picture …</source>
        <translation>Bild öffnen …</translation>
    </message>
    <message>
        <source>Empty canvas</source>
        <translation>Leere Leinwand</translation>
    </message>
    <message>
        <source>What shall it be?</source>
        <translation>Was soll es werden?</translation>
    </message>
    <message>
        <source>Describe a picture on the left and press Generate, or try one of these. The built-in model paints small scenes: an object, its colour, a place, a time of day, a style.</source>
        <translation>Beschreiben Sie links ein Bild und drücken Sie „Erzeugen“, oder probieren Sie eines von diesen. Das eingebaute Modell malt kleine Szenen: einen Gegenstand, seine Farbe, einen Ort, eine Tageszeit, einen Stil. Es versteht Englisch.</translation>
    </message>
    <message>
        <source>Or begin with a picture: open it, drop it here, or paste it.</source>
        <translation>Oder beginnen Sie mit einem Bild: öffnen, hierher ziehen oder einfügen.</translation>
    </message>
    <message>
        <source>Opened last</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Back to the picture</source>
        <translation>Zurück zum Bild</translation>
    </message>
    <message>
        <source>Your own models …</source>
        <translation>Eigene Modelle …</translation>
    </message>
    <message>
        <source>Adds the folders of A1111, ComfyUI or others; nothing is moved or copied</source>
        <translation>Fügt die Ordner von A1111, ComfyUI oder andere hinzu; nichts wird verschoben oder kopiert</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::WorkingOverBox</name>
    <message>
        <source>&amp;Work it over with the model</source>
        <translation>Vom &amp;Modell überarbeiten lassen</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>After the picture is enlarged, the model draws the detail that enlarging cannot know, window by window</source>
        <translation>Nach dem Vergrößern zeichnet das Modell Fenster für Fenster Einzelheiten, die das Vergrößern nicht kennen kann</translation>
    </message>
    <message>
        <source>How much the model may change: more draws more detail, and things of its own</source>
        <translation>Wie viel das Modell ändern darf: Mehr bringt mehr Einzelheiten, aber auch eigene Zutaten</translation>
    </message>
    <message>
        <source>What is in the picture</source>
        <translation>Was auf dem Bild ist</translation>
    </message>
    <message>
        <source>as the model was trained</source>
        <translation>wie das Modell trainiert wurde</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Model: %1, with the sampler and LoRAs of the panel</source>
        <translation>Modell: %1, mit Sampler und LoRAs wie links eingestellt</translation>
    </message>
    <message>
        <source>Built-in model</source>
        <translation>Eingebautes Modell</translation>
    </message>
    <message>
        <source>&amp;Prompt</source>
        <translation>&amp;Prompt</translation>
    </message>
    <message>
        <source>Side of the wi&amp;ndows</source>
        <translation>Seitenlänge der &amp;Fenster</translation>
    </message>
    <message>
        <source>needs about %1 GB of memory; %2 GB are there: choose smaller windows, or a smaller size</source>
        <translation>braucht etwa %1 GB Speicher; %2 GB sind da: kleinere Fenster wählen, oder eine kleinere Größe</translation>
    </message>
    <message>
        <source>needs about %1 GB of memory</source>
        <translation>braucht etwa %1 GB Speicher</translation>
    </message>
</context>
<context>
    <name>sfumato::ui::ZoomBox</name>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>fit</source>
        <translation>einpassen</translation>
    </message>
    <message>
        <source>Fit the picture into the window</source>
        <translation>Bild ins Fenster einpassen</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source> · %1°</source>
        <translation> · %1°</translation>
    </message>
    <message>
        <source>Zoom %1</source>
        <translation>Zoom %1</translation>
    </message>
</context>
</TS>
