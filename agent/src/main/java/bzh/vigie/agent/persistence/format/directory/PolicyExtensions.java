package bzh.vigie.agent.persistence.format.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which parts of Windows carry a group policy out: {@code [{extension}{tool}{tool}][…]} (MS-GPOL 2.2.4), by what Microsoft calls them
 * (MS-GPPREF 1.9 and the like). One that is no part of Windows as it comes stays a number. Pure.
 */
final class PolicyExtensions {
    private static final int MOST = 200;
    private static final Pattern BLOCK = Pattern.compile("\\[\\s*(\\{[0-9a-fA-F-]{36}\\})[^\\[\\]]*\\]");

    /** The engine itself, which stands before the preferences' extensions. */
    private static final String ENGINE = "{00000000-0000-0000-0000-000000000000}";

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("{35378eac-683f-11d2-a89a-00c04fbbcfa2}", "registry"),
            Map.entry("{42b5faae-6536-11d2-ae5a-0000f87571e3}", "scripts"),
            Map.entry("{827d319e-6eac-11d2-a4ea-00c04f79f83a}", "security"),
            Map.entry("{c6dc5466-785a-11d2-84d0-00c04fb169f7}", "software"),
            Map.entry("{25537ba6-77a8-11d2-9b6c-0000f8080861}", "folder redirection"),
            Map.entry("{0acdd40c-75ac-47ab-baa0-bf6de7e7fe63}", "wireless"),
            Map.entry("{b587e2b1-4d59-4e7e-aed9-22b9df11d053}", "wired network"),
            Map.entry("{426031c0-0b47-4852-b0ca-ac3d37bfcb39}", "quality of service"),
            Map.entry("{e437bc1c-aa7d-11d2-a382-00c04f991e27}", "IP security"),
            Map.entry("{b1be8d72-6eac-11d2-a4ea-00c04f79f83a}", "encrypted files"),
            Map.entry("{a2e30f80-d7de-11d2-bbde-00c04f86ae3b}", "Internet Explorer"),
            Map.entry("{3060e8d0-7020-11d2-842d-00c04fa372d4}", "remote installation"),
            Map.entry("{f3ccc681-b74c-4060-9f26-cd84525dca2a}", "audit"),
            Map.entry("{f9c77450-3a41-477e-9310-9acd617bd9e3}", "applications"),
            Map.entry("{728ee579-943c-4519-9ef7-ab56765798ed}", "data sources"),
            Map.entry("{1a6364eb-776b-4120-ade1-b63a406a76b5}", "devices"),
            Map.entry("{5794dafd-be60-433f-88a2-1a31939ac01f}", "drives"),
            Map.entry("{0e28e245-9368-4853-ad84-6da3ba35bb75}", "environment"),
            Map.entry("{7150f9bf-48ad-4da4-a49c-29ef4a8369ba}", "files"),
            Map.entry("{a3f3e39b-5d83-4940-b954-28315b82f0a8}", "folder options"),
            Map.entry("{6232c319-91ac-4931-9385-e70c2b099f0e}", "folders"),
            Map.entry("{74ee6c03-5363-4554-b161-627540339cab}", "ini files"),
            Map.entry("{e47248ba-94cc-49c4-bbb5-9eb7f05183d0}", "internet settings"),
            Map.entry("{17d89fec-5c44-4972-b12d-241caef74509}", "local users and groups"),
            Map.entry("{3a0dba37-f8b2-4356-83de-3e90bd5c261f}", "network options"),
            Map.entry("{6a4c88c6-c502-4f74-8f60-2cb23edc24e2}", "network shares"),
            Map.entry("{e62688f0-25fd-4c90-bff5-f508b9d2e31f}", "power options"),
            Map.entry("{bc75b1ed-5833-4858-9bb8-cbf0b166df9d}", "printers"),
            Map.entry("{e5094040-c46c-4115-b030-04fb2e545b00}", "regional options"),
            Map.entry("{b087be9d-ed37-454f-af9c-04291e351182}", "registry preferences"),
            Map.entry("{aadced64-746c-4633-a97c-d61349046527}", "scheduled tasks"),
            Map.entry("{91fbb303-0cd5-4055-bf42-e512a681b325}", "services"),
            Map.entry("{c418dd9d-0d14-4efb-8fbf-cfe535c8fac7}", "shortcuts"),
            Map.entry("{e4f48e54-f38d-4884-bfb9-d4d2e5729c18}", "start menu"));

    private PolicyExtensions() {}

    /** Whether there are more than are named. */
    static boolean areMore(String text) {
        return BLOCK.matcher(text).results().limit(MOST + 1L).count() > MOST;
    }

    /** What they are called, in the order of the text, separated by commas; empty for none. Any text. */
    static String names(String text) {
        List<String> names = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find() && names.size() < MOST) {
            String guid = block.group(1).toLowerCase(Locale.ROOT);
            if (!guid.equals(ENGINE)) {
                names.add(NAMES.getOrDefault(guid, guid));
            }
        }
        return String.join(", ", names);
    }
}
