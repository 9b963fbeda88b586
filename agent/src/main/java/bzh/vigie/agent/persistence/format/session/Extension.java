package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Json;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;

/**
 * An extension of a browser, an editor or a desktop, as its own manifest names it: {@code manifest.json} of Chromium,
 * {@code extensions.json} of a Firefox profile (one item for each add-on), {@code package.json} of Visual Studio Code,
 * {@code metadata.json} of GNOME Shell and Plasma; of JetBrains' plug-ins, which are archives, the name of their folder. Nothing but
 * identifier, name, version and where it came from is told.
 */
public final class Extension implements Format {
    @Override
    public boolean needsContent(SourceFile file) {
        return file.name().endsWith(".json");
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (!needsContent(file)) {
            String folder = file.path().parent().parent().nameText();
            return Parsed.of(List.of(Draft.of(folder + "/" + file.name(), "", new Run.Nothing())), 0);
        }
        Json json = Json.parse(file.text());
        List<Draft> drafts = new ArrayList<>();
        switch (file.name()) {
            case "extensions.json" -> firefox(json, drafts);
            case "package.json" ->
                drafts.add(Draft.of(
                        json.value("publisher") + "." + json.value("name"), json.value("version"), new Run.Nothing()));
            case "metadata.json" -> desktop(file, json, drafts);
            // EXTENSION/VERSION/manifest.json
            default -> {
                String id = file.path().parent().parent().nameText();
                String update = json.value("update_url");
                drafts.add(Draft.of(
                        id,
                        "%s %s%s"
                                .formatted(
                                        json.value("name"),
                                        json.value("version"),
                                        update.isEmpty() ? "" : " from " + update),
                        new Run.Nothing()));
            }
        }
        return Parsed.of(drafts, json.malformed());
    }

    /** What Mozilla ships itself is in app-builtin and app-system places. */
    private static void firefox(Json json, List<Draft> drafts) {
        for (String i : json.children("addons")) {
            String location = json.value("addons", i, "location");
            if (!location.startsWith("app-builtin") && !location.startsWith("app-system")) {
                drafts.add(Draft.of(
                                json.value("addons", i, "id"),
                                "%s %s %s %s"
                                        .formatted(
                                                json.value("addons", i, "defaultLocale", "name"),
                                                json.value("addons", i, "version"),
                                                location,
                                                json.value("addons", i, "sourceURI"))
                                        .strip(),
                                new Run.Nothing())
                        .enabled(!json.value("addons", i, "userDisabled").equals("true")));
            }
        }
    }

    private static void desktop(SourceFile file, Json json, List<Draft> drafts) {
        String uuid = json.value("uuid");
        String plasma = json.value("KPlugin", "Id");
        String id = !uuid.isEmpty() ? uuid : !plasma.isEmpty() ? plasma : file.directory();
        String name = !uuid.isEmpty() ? json.value("name") : json.value("KPlugin", "Name");
        String version = !uuid.isEmpty() ? json.value("version") : json.value("KPlugin", "Version");
        drafts.add(Draft.of(id, (name + " " + version).strip(), new Run.Nothing()));
    }
}
