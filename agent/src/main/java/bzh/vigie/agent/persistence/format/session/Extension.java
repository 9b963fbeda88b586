package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
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
        Leaves json = JsonText.parse(file.text());
        List<Draft> drafts = new ArrayList<>();
        switch (file.name()) {
            case "extensions.json" -> firefox(json, drafts);
            case "package.json" ->
                drafts.add(Draft.of(
                        json.value("/publisher").orElse("") + "."
                                + json.value("/name").orElse(""),
                        json.value("/version").orElse(""),
                        new Run.Nothing()));
            case "metadata.json" -> desktop(file, json, drafts);
            // EXTENSION/VERSION/manifest.json
            default -> {
                String id = file.path().parent().parent().nameText();
                String update = json.value("/update_url").orElse("");
                drafts.add(Draft.of(
                        id,
                        "%s %s%s"
                                .formatted(
                                        json.value("/name").orElse(""),
                                        json.value("/version").orElse(""),
                                        update.isEmpty() ? "" : " from " + update),
                        new Run.Nothing()));
            }
        }
        return Parsed.of(drafts, json.malformed());
    }

    /** What Mozilla ships itself is in app-builtin and app-system places. */
    private static void firefox(Leaves json, List<Draft> drafts) {
        for (String addon : json.below("/addons")) {
            String location = json.value(addon + "/location").orElse("");
            if (!location.startsWith("app-builtin") && !location.startsWith("app-system")) {
                drafts.add(Draft.of(
                                json.value(addon + "/id").orElse(""),
                                "%s %s %s %s"
                                        .formatted(
                                                json.value(addon + "/defaultLocale/name")
                                                        .orElse(""),
                                                json.value(addon + "/version").orElse(""),
                                                location,
                                                json.value(addon + "/sourceURI").orElse(""))
                                        .strip(),
                                new Run.Nothing())
                        .enabled(!json.value(addon + "/userDisabled").orElse("").equals("true")));
            }
        }
    }

    private static void desktop(SourceFile file, Leaves json, List<Draft> drafts) {
        String uuid = json.value("/uuid").orElse("");
        String plasma = json.value("/KPlugin/Id").orElse("");
        String id = !uuid.isEmpty() ? uuid : !plasma.isEmpty() ? plasma : file.directory();
        String name = !uuid.isEmpty()
                ? json.value("/name").orElse("")
                : json.value("/KPlugin/Name").orElse("");
        String version = !uuid.isEmpty()
                ? json.value("/version").orElse("")
                : json.value("/KPlugin/Version").orElse("");
        drafts.add(Draft.of(id, (name + " " + version).strip(), new Run.Nothing()));
    }
}
