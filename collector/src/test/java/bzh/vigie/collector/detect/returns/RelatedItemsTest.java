package bzh.vigie.collector.detect.returns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.returns.PlantedItems.Thing;
import bzh.vigie.collector.detect.returns.RelatedItems.Related;
import bzh.vigie.collector.detect.returns.RelatedItems.Tie;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What belongs to one thing that an attacker planted is found from each of its parts, and nothing else is proposed. */
final class RelatedItemsTest {
    private static final Instant ENROLLED = Instant.parse("2026-03-02T08:00:00Z");

    private static Known known(Item item, Instant firstSeen) {
        return new Known(item, firstSeen, firstSeen, firstSeen, 1, Optional.empty());
    }

    private static List<Known> host() {
        return Stream.concat(
                        PlantedItems.things().stream().flatMap(thing -> thing.items().stream()),
                        PlantedItems.ordinary().stream())
                .map(item -> known(item, ENROLLED))
                .toList();
    }

    private static List<Related> related(Item item) {
        return RelatedItems.of(List.of(known(item, ENROLLED)), host());
    }

    private static Set<String> proposed(Item item) {
        Set<String> keys = new HashSet<>(Set.of(item.key()));
        related(item).stream()
                .filter(each -> each.tie().isProposed())
                .forEach(each -> keys.add(each.known().item().key()));
        return keys;
    }

    private static Set<String> keys(Thing thing) {
        return thing.items().stream().map(Item::key).collect(Collectors.toSet());
    }

    @Test
    void theFirstPartOfEachThingLeadsToAllOfIt() {
        for (Thing thing : PlantedItems.things()) {
            assertEquals(keys(thing), proposed(thing.items().getFirst()), thing.typed());
        }
    }

    /** An account's entries do not lead to it: somebody else's account may hold the attacker's key. */
    @Test
    void anyPartOfAUnitOrAProgramLeadsToAllOfIt() {
        for (Thing thing : PlantedItems.things()) {
            if (!thing.typed().equals("uid=1007")) {
                thing.items().forEach(item -> assertEquals(keys(thing), proposed(item), item.name()));
            }
        }
        Item atRoot = PlantedItems.things().stream()
                .flatMap(thing -> thing.items().stream())
                .filter(item -> item.source().equals("/root/.ssh/authorized_keys"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                List.of("/home/hilde/.ssh/authorized_keys"),
                related(atRoot).stream()
                        .filter(each -> each.tie().isProposed())
                        .map(each -> each.known().item().source())
                        .toList());
    }

    /** A drill by others: the accounts, keys and rights of whoever logs on with the shell were taken for the attacker's. */
    @Test
    void aCopyOfAShellLeadsToNobodyWhoUsesTheShell() {
        Item copy = shell("linux.file.rights", "bash", "/var/tmp/.x/bash", "/var/tmp/.x/bash", Shipped.UNOWNED, "");
        Item service = shell(
                "linux.systemd.service",
                "debug-shell.service",
                "/usr/lib/systemd/system/debug-shell.service",
                "/usr/bin/bash",
                Shipped.AS_PACKAGED,
                "systemd");
        Item employee = shell("linux.account.passwd", "hilde", "/etc/passwd", "/usr/bin/bash", Shipped.UNOWNED, "");
        List<Known> there = Stream.of(copy, service, employee)
                .map(item -> known(item, ENROLLED))
                .toList();
        assertEquals(
                List.of(),
                RelatedItems.of(List.of(there.getFirst()), there).stream()
                        .filter(each -> each.tie().isProposed())
                        .map(each -> each.known().item().name())
                        .toList());
    }

    /** Fields as agents tell them: the package is that of the program, the file that names it is nobody's. */
    @Test
    void aCopyOfAPackagedProgramLeadsToNobodyWhoUsesIt() {
        for (String program : List.of("bash", "sudo", "busybox", "python3.13")) {
            String place = "/usr/bin/" + program;
            Item copy = shell(
                    "linux.file.rights", program, "/opt/.x/p", "/opt/.x/p", Shipped.UNOWNED, "", Trait.TARGET_UNOWNED);
            List<Known> there = Stream.of(
                            copy,
                            shell("linux.account.passwd", "hilde", "/etc/passwd", place, Shipped.AS_PACKAGED, program),
                            shell("linux.cron.d", "releve", "/etc/cron.d/releve", place, Shipped.UNOWNED, program),
                            shell("linux.sudoers", "hilde ALL", "/etc/sudoers", place, Shipped.MODIFIED, program),
                            shell(
                                    "linux.cron.system",
                                    "/opt/.x/p",
                                    "/etc/crontab",
                                    "/opt/.x/p",
                                    Shipped.UNOWNED,
                                    "cron",
                                    Trait.TARGET_UNOWNED))
                    .map(item -> known(item, ENROLLED))
                    .toList();
            assertEquals(
                    List.of("/etc/crontab"),
                    RelatedItems.of(List.of(there.getFirst()), there).stream()
                            .filter(each -> each.tie().isProposed())
                            .map(each -> each.known().item().source())
                            .toList(),
                    program);
        }
    }

    private static Item shell(
            String location,
            String name,
            String source,
            String target,
            Shipped shipped,
            String packageName,
            Trait... traits) {
        return new Item(
                location,
                List.of("T1548.001"),
                "linux",
                Optional.empty(),
                name,
                "",
                source,
                target,
                Optional.of(Sha256.over("bash".getBytes(StandardCharsets.US_ASCII))),
                "",
                Item.Signature.NOT_CHECKED,
                packageName,
                shipped,
                true,
                ItemTimes.NONE,
                List.of(target),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of(traits));
    }

    @Test
    void whatWasWrittenInTheSameMinuteIsShownAndNotProposed() {
        Item hook = PlantedItems.things().stream()
                .filter(thing -> thing.typed().equals("post-merge"))
                .map(thing -> thing.items().getFirst())
                .findFirst()
                .orElseThrow();
        List<Related> shown = related(hook);
        assertTrue(shown.stream().allMatch(each -> each.tie() == Tie.SAME_MINUTE), shown::toString);
        Set<String> sources =
                shown.stream().map(each -> each.known().item().source()).collect(Collectors.toSet());
        assertTrue(sources.contains("/etc/cron.d/releve"), sources::toString);
        assertFalse(sources.contains("/etc/cron.d/sauvegarde"), sources::toString);
        assertFalse(sources.contains("/var/spool/cron/atjobs/a0000101b7f3a2"), sources::toString);
    }

    /** Eighth drill: every account was shown beside each mark, for the attacker had added his to /etc/passwd in that minute. */
    @Test
    void theTimeOfALongFileSaysNothingOfEachOfItsLines() {
        Instant written = Instant.parse("2026-02-20T02:14:00Z");
        Known chosen = known(lineOf("/etc/cron.d/upd", "upd", written), ENROLLED);
        List<Known> accounts = IntStream.range(0, 40)
                .mapToObj(i -> known(lineOf("/etc/passwd", "account" + i, written.plusSeconds(5)), ENROLLED))
                .toList();
        List<Known> aliases = IntStream.range(0, 3)
                .mapToObj(i -> known(lineOf("/etc/aliases", "alias" + i, written.plusSeconds(5)), ENROLLED))
                .toList();
        // of a long file too, what came after the enrolment came in that minute
        Known came = known(late(lineOf("/etc/passwd", "came", written)), ENROLLED.plus(Duration.ofDays(3)));
        Known chosenLater = known(chosen.item(), ENROLLED.plus(Duration.ofDays(3)));
        List<Known> there = Stream.of(accounts, aliases, List.of(came))
                .flatMap(List::stream)
                .toList();
        assertEquals(Set.of("alias0", "alias1", "alias2"), names(RelatedItems.of(List.of(chosen), there)));
        assertEquals(Set.of("alias0", "alias1", "alias2", "came"), names(RelatedItems.of(List.of(chosenLater), there)));
    }

    private static Set<String> names(List<Related> shown) {
        return shown.stream().map(each -> each.known().item().name()).collect(Collectors.toSet());
    }

    private static Item lineOf(String file, String name, Instant modified) {
        return new Item(
                "linux.account.shadow",
                List.of("T1136.001"),
                "linux",
                Optional.empty(),
                name,
                "",
                file,
                Shipped.UNOWNED,
                true,
                ItemTimes.modified(ChronoUnit.MICROS.between(Instant.EPOCH, modified)),
                Set.of());
    }

    /** At enrolment all is first told at once, which says nothing; afterwards it does. */
    @Test
    void whatIsFirstToldInTheSameMinuteIsShownUnlessThatIsTheEnrolment() {
        Item backup = PlantedItems.ordinary().get(4);
        Item hook = PlantedItems.ordinary().get(2);
        Known there = known(PlantedItems.ordinary().getFirst(), ENROLLED);
        Instant later = ENROLLED.plus(Duration.ofDays(3));
        assertEquals(
                List.of(Tie.SAME_MINUTE),
                RelatedItems.of(
                                List.of(known(late(backup), later)),
                                List.of(there, known(late(hook), later.plusSeconds(30))))
                        .stream()
                        .map(Related::tie)
                        .toList());
        assertEquals(
                List.of(),
                RelatedItems.of(List.of(known(late(backup), ENROLLED)), List.of(there, known(late(hook), ENROLLED))));
    }

    /** Fourth drill: what {@code useradd -m} copies was marked with the account, and was on every host. */
    @Test
    void anAccountsSkeletonIsNotProposedAndWhatWasChangedThereIs() {
        Item account = shell("linux.account.passwd", "mysql_db", "/etc/passwd", "/usr/bin/bash", Shipped.UNOWNED, "");
        List<Known> there = Stream.concat(
                        Stream.of(account),
                        Stream.of(
                                ofHome(".bashrc", Shipped.AS_PACKAGED),
                                ofHome(".bash_logout", Shipped.AS_PACKAGED),
                                ofHome(".profile", Shipped.MODIFIED),
                                ofHome(".config/autostart/x.desktop", Shipped.UNOWNED)))
                .map(item -> known(item, ENROLLED))
                .toList();
        assertEquals(
                List.of("/home/mysql_db/.config/autostart/x.desktop", "/home/mysql_db/.profile"),
                RelatedItems.of(List.of(there.getFirst()), there).stream()
                        .filter(each -> each.tie().isProposed())
                        .map(each -> each.known().item().source())
                        .sorted()
                        .toList());
    }

    /** Sixth drill: the town hall's own Tomcat was marked with a drop-in that somebody laid beside it. */
    @Test
    void aUnitThatWasThereBeforeItsDropInIsNotProposed() {
        Instant came = Instant.parse("2026-02-20T02:14:00Z");
        Item dropIn = ofUnit("drop-in", "tomcat10.service.d/10-jdk.conf", came);
        for (Duration before : List.of(Duration.ofDays(300), Duration.ofSeconds(20))) {
            Item unit = ofUnit("service", "tomcat10.service", came.minus(before));
            List<Known> there =
                    Stream.of(dropIn, unit).map(item -> known(item, ENROLLED)).toList();
            boolean proposed =
                    RelatedItems.of(List.of(there.getFirst()), there).stream().anyMatch(each -> each.tie() == Tie.UNIT);
            assertEquals(before.toDays() == 0, proposed, before::toString);
            // whoever marks the unit means what changes it too
            assertEquals(
                    List.of(Tie.UNIT),
                    RelatedItems.of(List.of(there.getLast()), there).stream()
                            .map(Related::tie)
                            .toList());
        }
    }

    /** Sixth drill: systemd's own unit of rc.local was marked with the file that somebody made. */
    @Test
    void aUnitThatIsAsItsPackageShippedItIsNotProposedForTheFileThatItRuns() {
        Item script = shell("linux.rc-local", "rc.local", "/etc/rc.local", "/etc/rc.local", Shipped.UNOWNED, "");
        for (Shipped shipped : List.of(Shipped.AS_PACKAGED, Shipped.UNOWNED, Shipped.MODIFIED)) {
            Item unit = shell(
                    "linux.systemd.service",
                    "rc-local.service:ExecStart",
                    "/usr/lib/systemd/system/rc-local.service",
                    "/etc/rc.local",
                    shipped,
                    shipped == Shipped.UNOWNED ? "" : "systemd",
                    Trait.TARGET_UNOWNED);
            List<Known> there =
                    Stream.of(script, unit).map(item -> known(item, ENROLLED)).toList();
            assertEquals(
                    shipped != Shipped.AS_PACKAGED,
                    RelatedItems.of(List.of(there.getFirst()), there).stream()
                            .anyMatch(each -> each.tie().isProposed()),
                    shipped::toString);
        }
    }

    private static Item ofUnit(String kind, String file, Instant modified) {
        return new Item(
                "linux.systemd." + kind,
                List.of("T1543.002"),
                "linux",
                Optional.empty(),
                "tomcat10.service:" + kind,
                "",
                "/etc/systemd/system/" + file,
                Shipped.UNOWNED,
                true,
                ItemTimes.modified(ChronoUnit.MICROS.between(Instant.EPOCH, modified)),
                Set.of());
    }

    private static Item ofHome(String file, Shipped shipped) {
        return new Item(
                "linux.shell.profile",
                List.of("T1546.004"),
                "linux",
                Optional.of(new Account("1002", "mysql_db")),
                file,
                "",
                "/home/mysql_db/" + file,
                shipped,
                true,
                ItemTimes.NONE,
                Set.of());
    }

    /** Without a time of its own. */
    private static Item late(Item item) {
        return new Item(
                item.location(),
                item.techniques(),
                item.os(),
                item.account(),
                item.name(),
                item.value(),
                item.source(),
                item.shipped(),
                item.enabled(),
                ItemTimes.NONE,
                item.traits());
    }
}
