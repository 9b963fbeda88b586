package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import bzh.vigie.agent.windows.xml.WindowsText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Extensions that a Chromium browser's preferences name and its own store did not bring: loaded from a folder, by the command line,
 * by another program or by policy ({@code extensions/settings} of Secure Preferences and Preferences; the numbers are those of
 * Chromium's {@code ManifestLocation}). What the store brought lies in the profile and is told there.
 */
public final class BrowserPreferences implements BytesFormat {
    private static final String SETTINGS = "/extensions/settings";
    private static final Map<String, String> FROM = Map.of(
            "2", "another program",
            "3", "the registry",
            "4", "a folder",
            "6", "another program",
            "7", "policy",
            "8", "the command line",
            "9", "policy");
    private static final String BY_STORE = "1";
    private static final int SHOWN = 300;

    @Override
    public Parsed parse(SourceFile file, byte[] bytes) {
        String text = WindowsText.of(bytes);
        Leaves preferences = JsonText.parse(text);
        List<Draft> drafts = new ArrayList<>();
        for (String extension : preferences.below(SETTINGS)) {
            String location = preferences.value(extension + "/location").orElse("");
            String path = preferences.value(extension + "/path").orElse("");
            boolean elsewhere = path.startsWith("\\\\") || path.startsWith(":", 1);
            if (FROM.containsKey(location) || (location.equals(BY_STORE) && elsewhere)) {
                String name = preferences.value(extension + "/manifest/name").orElse("");
                Text value = Text.of(name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name)
                        .and("from", FROM.getOrDefault(location, "a folder"))
                        .and("in", path);
                drafts.add(Draft.of(
                                Leaves.name(extension),
                                value.all(),
                                elsewhere ? new Run.Directory(path) : new Run.Nothing())
                        .enabled(isOn(preferences, extension)));
            }
        }
        return Parsed.of(drafts, preferences.malformed() + (text.isBlank() ? 1 : 0));
    }

    /** It is off by its state, or for a reason: a number in older browsers, a list in newer ones. */
    private static boolean isOn(Leaves preferences, String extension) {
        boolean off = preferences.value(extension + "/state").orElse("1").equals("0");
        String reason = preferences.value(extension + "/disable_reasons").orElse("0");
        boolean listed = !preferences.below(extension + "/disable_reasons").isEmpty();
        return !off && !listed && reason.equals("0");
    }
}
