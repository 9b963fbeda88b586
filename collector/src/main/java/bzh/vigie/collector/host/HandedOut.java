package bzh.vigie.collector.host;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.event.Item;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.LetterCase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What group policies of a domain hand out by the word of who reads its directory, for who looks at a PC: which of it has the name, the place or the content of
 * something there. That it is called alike proves nothing: what both run is to be compared. Whose word counts for which PC is {@link PolicyReader}'s. Immutable.
 */
public final class HandedOut {
    /** What begins the ids of the locations that have it. */
    public static final List<String> LOCATIONS = List.of("ad.sysvol.", "ad.policy.link");

    private static final List<String> READ = List.of(
            "ad.sysvol.preference", "ad.sysvol.registry", "ad.sysvol.template", "ad.sysvol.script", "ad.sysvol.file");
    private static final String MACHINE = "HKEY_LOCAL_MACHINE\\";
    private static final String USER = "HKEY_CURRENT_USER\\";
    private static final int FEW = 5;
    private static final Pattern SID = Pattern.compile("S-1-\\d{1,10}(?:-\\d{1,10}){1,15}");
    private static final Pattern OF_USER = Pattern.compile("HKU\\\\[^\\\\]+\\\\(.*)", Pattern.DOTALL);
    private static final Pattern IN_USERS_PART =
            Pattern.compile("(?i)SYSVOL\\\\Policies\\\\\\{[^\\\\]*\\}\\\\User\\\\.*");

    /** What of an item is compared. */
    public record Thing(String location, String name, String value, String source, String target, String sha256) {
        /** That of an item. */
        public static Thing of(Item item) {
            return new Thing(
                    item.location(),
                    item.name(),
                    item.value(),
                    item.source(),
                    item.target(),
                    item.sha256().map(Sha256::hex).orElse(""));
        }

        /** That of the event behind an alert; of no item where it is about none. */
        public static Thing of(Map<String, String> evidence) {
            return new Thing(
                    evidence.getOrDefault("location", ""),
                    evidence.getOrDefault("name", ""),
                    evidence.getOrDefault("value", ""),
                    evidence.getOrDefault("source", ""),
                    evidence.getOrDefault("target", ""),
                    evidence.getOrDefault("sha256", ""));
        }
    }

    /**
     * Something that a policy hands out.
     *
     * @param read when it was told last to be so, by the collector's clock
     */
    public record Setting(String name, String value, String source, Instant read) {}

    private final Map<String, List<Setting>> byKey = new HashMap<>();
    private final PolicyLinks links;

    private HandedOut(PolicyLinks links) {
        this.links = links;
    }

    /** What is handed out now by the directory that this agent reads. */
    public static HandedOut of(Inventories inventories, AgentId reader) {
        List<Known> all = new ArrayList<>();
        for (String location : READ) {
            all.addAll(inventories.location(reader, location, ""));
        }
        return of(all, PolicyLinks.of(inventories, reader));
    }

    /** Those items of a directory, with where its policies are linked. */
    public static HandedOut of(List<Known> items, PolicyLinks links) {
        HandedOut all = new HandedOut(links);
        for (Known known : items) {
            Item item = known.item();
            if (item.enabled()) {
                Setting setting = new Setting(item.name(), item.value(), item.source(), known.lastSeen());
                for (String key : handedOut(Thing.of(item))) {
                    List<Setting> same = all.byKey.computeIfAbsent(key, k -> new ArrayList<>(1));
                    if (same.size() < FEW) {
                        same.add(setting);
                    }
                }
            }
        }
        return all;
    }

    /** Where policies are linked. */
    public PolicyLinks links() {
        return links;
    }

    /** Whether it is something of a PC at all that a policy could hand out. */
    public static boolean isOfPc(Thing there) {
        return !onPc(there).isEmpty();
    }

    /** What is handed out that is like that of a PC, five at most; empty for what is of a directory itself. */
    public List<Setting> like(Thing there) {
        Set<Setting> like = new LinkedHashSet<>();
        for (String key : onPc(there)) {
            like.addAll(byKey.getOrDefault(key, List.of()));
        }
        return like.stream().limit(FEW).toList();
    }

    private static Set<String> handedOut(Thing thing) {
        Set<String> keys = new LinkedHashSet<>();
        int blank = thing.name().indexOf(' ');
        String kind = blank < 0 ? "" : thing.name().substring(0, blank);
        String rest = thing.name().substring(blank + 1);
        switch (thing.location()) {
            case "ad.sysvol.preference" -> preference(keys, kind, rest);
            case "ad.sysvol.registry" ->
                add(keys, IN_USERS_PART.matcher(thing.source()).matches() ? "uservalue" : "value", thing.name());
            case "ad.sysvol.template" -> {
                Matcher sid = SID.matcher(thing.value());
                while (kind.equals("right") && sid.find()) {
                    add(keys, "right", rest + " " + sid.group());
                }
            }
            default -> {}
        }
        add(keys, "content", thing.sha256());
        return keys;
    }

    private static void preference(Set<String> keys, String kind, String rest) {
        switch (kind) {
            case "registry" -> {
                String key = rest.replaceAll("\\\\+", "\\\\");
                if (LetterCase.fold(key).startsWith(LetterCase.fold(MACHINE))) {
                    add(keys, "value", key.substring(MACHINE.length()));
                } else if (LetterCase.fold(key).startsWith(LetterCase.fold(USER))) {
                    add(keys, "uservalue", key.substring(USER.length()));
                }
            }
            case "shortcut" -> add(keys, "file", rest);
            case "task", "service", "file", "user" -> add(keys, kind, rest);
            default -> {}
        }
    }

    private static Set<String> onPc(Thing thing) {
        Set<String> keys = new LinkedHashSet<>();
        if (!thing.location().startsWith("windows.")) {
            return keys;
        }
        String last = thing.source().substring(thing.source().lastIndexOf('\\') + 1);
        if (thing.location().startsWith("windows.task.")) {
            add(keys, "task", thing.name().substring(thing.name().lastIndexOf('\\') + 1));
        }
        if (thing.location().startsWith("windows.service")) {
            add(keys, "service", last);
        }
        if (thing.location().equals("windows.account.right")) {
            Matcher sid = SID.matcher(thing.name());
            if (sid.find()) {
                for (String right : thing.value().split(",", -1)) {
                    add(keys, "right", right.strip() + " " + sid.group());
                }
            }
        } else if (thing.location().startsWith("windows.account")) {
            add(keys, "user", thing.name());
        }
        Matcher ofUser = OF_USER.matcher(thing.source());
        if (ofUser.matches()) {
            add(keys, "uservalue", ofUser.group(1) + "\\" + thing.name());
        } else if (thing.source().startsWith("HKLM\\")) {
            add(keys, "value", thing.source().substring("HKLM\\".length()) + "\\" + thing.name());
        } else {
            add(keys, "file", thing.source());
        }
        add(keys, "file", thing.target());
        add(keys, "content", thing.sha256());
        return keys;
    }

    private static void add(Set<String> keys, String kind, String text) {
        if (!text.isBlank()) {
            boolean ignored = keys.add(kind + ":" + LetterCase.fold(text));
        }
    }

    /**
     * Fields and values by which what a policy hands out is found among events of PCs; empty for what leaves nothing there that is called
     * like it.
     */
    public static Optional<Map<String, String>> onPcs(Thing deployed) {
        String name = deployed.name();
        if (deployed.location().equals("ad.sysvol.preference") && name.startsWith("task ")) {
            return Optional.of(Map.of("name", "\\" + name.substring("task ".length())));
        }
        if (deployed.location().equals("ad.sysvol.preference") && name.startsWith("service ")) {
            return Optional.of(Map.of(
                    "source", "HKLM\\SYSTEM\\CurrentControlSet\\Services\\" + name.substring("service ".length())));
        }
        return deployed.location().startsWith("ad.sysvol.")
                        && !deployed.sha256().isEmpty()
                ? Optional.of(Map.of("sha256", deployed.sha256()))
                : Optional.empty();
    }
}
