package bzh.vigie.agent.windows.policy;

import bzh.vigie.agent.windows.xml.IniText;
import bzh.vigie.agent.windows.xml.WindowsText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a group policy moves folders of people's profiles: {@code fdeploy.ini} (a section for each folder, with a target for each group) and
 * {@code fdeploy1.ini} (a section for each folder and group, {@code {folder}_group}).
 *
 * <p>Source: MS-GPFR 2.2.1, 2.2.2; the folders' numbers are those of the Windows documentation (KNOWNFOLDERID).
 *
 * @param malformed 1 where there is no section that such a file has, or too many of them, otherwise 0
 */
public record FolderRedirection(List<Moved> folders, int malformed) {
    private static final int MOST = 2_000;
    private static final Pattern SECTION = Pattern.compile("(\\{[0-9a-fA-F-]{36}\\})_(\\S.*)");
    private static final Pattern GROUP = Pattern.compile("(?i)s-1-[0-9-]+");

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("{b97d20bb-f46a-4c97-ba10-5e3608430854}", "Startup"),
            Map.entry("{a77f5d77-2e2b-44c3-a6a2-aba601054a51}", "Programs"),
            Map.entry("{625b53c3-ab48-4ec1-ba1f-a1ef4146fc19}", "Start Menu"),
            Map.entry("{3eb685db-65f9-4cf6-a03a-e3ef65729f3d}", "Application Data"),
            Map.entry("{b4bfcc3a-db2c-424c-b029-7fe99a87c641}", "Desktop"),
            Map.entry("{fdd39ad0-238f-46af-adb4-6c85480369c7}", "My Documents"),
            Map.entry("{33e28130-4e1e-4676-835a-98395c3bc3bb}", "My Pictures"),
            Map.entry("{4bd8d571-6d19-48d3-be97-422220080e43}", "My Music"),
            Map.entry("{18989b1d-99b5-455b-841c-ab7c74e4ddfc}", "My Videos"),
            Map.entry("{1777f761-68ad-4d8a-87bd-30b759fa33dd}", "Favorites"),
            Map.entry("{56784854-c6cb-462b-8169-88e350acb882}", "Contacts"),
            Map.entry("{374de290-123f-4565-9164-39c4925e467b}", "Downloads"),
            Map.entry("{bfb9d5e0-c6a9-404c-b2b2-ae6db6af4968}", "Links"),
            Map.entry("{7d1d3a04-debb-4115-95cf-2f29da2920da}", "Searches"),
            Map.entry("{4c5c32ff-bb9d-43b0-b5b4-2d72e54eaaa4}", "Saved Games"));

    public FolderRedirection {
        folders = List.copyOf(folders);
    }

    /**
     * A folder of whoever is in a group.
     *
     * @param folder what Windows calls it in English; its number where it is none of those that people know
     * @param group SID, as it is written
     * @param target where it lies from then on
     */
    public record Moved(String folder, String group, String target) {}

    /** Any bytes. */
    public static FolderRedirection parse(byte[] bytes) {
        IniText ini = IniText.parse(WindowsText.of(bytes));
        List<Moved> found = new ArrayList<>();
        boolean isKnown = false;
        for (Map.Entry<String, Map<String, String>> section : ini.sections().entrySet()) {
            Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            section.getValue().forEach(values::putIfAbsent);
            Matcher named = SECTION.matcher(section.getKey());
            if (named.matches()) {
                isKnown = true;
                String target = target(values);
                if (!target.isEmpty()) {
                    found.add(new Moved(name(named.group(1)), named.group(2), target));
                }
            } else {
                isKnown |= section.getKey().toLowerCase(Locale.ROOT).startsWith("folder");
                values.forEach((key, value) -> {
                    if (GROUP.matcher(key).matches() && !value.isBlank()) {
                        found.add(new Moved(section.getKey(), key, value));
                    }
                });
            }
        }
        boolean isWhole = (isKnown || !found.isEmpty()) && found.size() <= MOST && !ini.tooMany();
        return new FolderRedirection(found.subList(0, Math.min(found.size(), MOST)), isWhole ? 0 : 1);
    }

    private static String target(Map<String, String> values) {
        String whole = values.getOrDefault("FullPath", "");
        String parent = values.getOrDefault("ParentFolder", "");
        return whole.isBlank() && !parent.isBlank()
                ? name(parent) + "\\" + values.getOrDefault("RelativePath", "")
                : whole;
    }

    private static String name(String guid) {
        return NAMES.getOrDefault(guid.strip().toLowerCase(Locale.ROOT), guid);
    }
}
