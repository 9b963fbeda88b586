package bzh.vigie.simulation;

import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.PasswordLists.Aged;
import bzh.vigie.collector.store.PasswordLists.Kind;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Item;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What happens to machines in months without an attacker: updates, installations, people who come and forget their passwords. */
final class Churn {
    private static final String SCHOOLS = "29039";
    private static final List<Integer> PATCH_TUESDAYS = List.of(15, 50, 78);
    private static final int UPGRADE = 26;
    private static final List<Integer> BROWSER_UPDATES = List.of(10, 38, 66);
    private static final List<Integer> INSTALLATIONS = List.of(12, 30, 57, 72);

    private final Story story;
    private final Random random;

    Churn(Story story, Random random) {
        this.story = story;
        this.random = random;
    }

    /** Whether nobody works at that machine that day. */
    static boolean isOnHoliday(SimulatedHost host, LocalDate day) {
        boolean autumn = !day.isBefore(LocalDate.of(2026, 10, 17)) && day.isBefore(LocalDate.of(2026, 11, 2));
        boolean armistice = day.equals(LocalDate.of(2026, 11, 11));
        return armistice || (autumn && host.commune.insee().equals(SCHOOLS));
    }

    void plan() {
        for (int i = 0; i < PATCH_TUESDAYS.size(); i++) {
            int month = 9 + i;
            everywhere("Patch Tuesday", PATCH_TUESDAYS.get(i), host -> OrdinaryItems.systemUpdate(host.windows, month));
        }
        for (int i = 0; i < BROWSER_UPDATES.size(); i++) {
            int version = 121 + i;
            everywhere(
                    "browser update",
                    BROWSER_UPDATES.get(i),
                    host -> host.windows ? OrdinaryItems.browser(version) : List.of());
        }
        everywhere(
                "provider's roll-out",
                43,
                host -> host.windows && !host.commune.insee().equals(SCHOOLS)
                        ? OrdinaryItems.supervision()
                        : List.of());
        everywhere("upgrade of Windows", UPGRADE, host -> host.windows ? OrdinaryItems.upgrade() : List.of());
        everywhere(
                "start of term",
                8,
                host -> host.role == Role.WORKSTATION && host.commune.insee().equals(SCHOOLS) ? pupils() : List.of());
        for (int each : INSTALLATIONS) {
            SimulatedHost host = story.hosts.get(random.nextInt(story.hosts.size()));
            String name = "Outil" + (char) ('A' + random.nextInt(26)) + each;
            if (host.windows) {
                put("installation", host, Story.at(story.day(each), 11, 15), List.of(OrdinaryItems.installed(name)));
            }
        }
        passwords(story.day(21));
    }

    private interface Comes {
        List<Item> on(SimulatedHost host);
    }

    /** On all machines within two days, when they run. */
    private void everywhere(String occasion, int day, Comes what) {
        for (SimulatedHost host : story.hosts) {
            List<Item> items = what.on(host);
            if (!items.isEmpty()) {
                put(
                        occasion,
                        host,
                        Story.at(story.day(day).plusDays(random.nextInt(2)), 10, random.nextInt(60)),
                        items);
            }
        }
    }

    private void put(String occasion, SimulatedHost host, Instant when, List<Item> items) {
        story.time.at(when, () -> {
            story.truth.because(occasion, items);
            host.put(items);
            if (occasion.equals("Patch Tuesday") && host.role != Role.WORKSTATION) {
                host.powerOff();
                host.powerOn();
            }
        });
    }

    private List<Item> pupils() {
        List<Item> profiles = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            profiles.add(OrdinaryItems.profile(
                    new Account("S-1-5-21-11-22-33-" + (5_000 + random.nextInt(900)), "eleve" + random.nextInt(900))));
        }
        return profiles;
    }

    /** Everybody gets a new password, mistypes it, and somebody exports when that was. */
    private void passwords(LocalDate day) {
        story.truth.because("password reset", day);
        for (SimulatedHost host : story.hosts) {
            story.time.at(Story.at(day, 9, random.nextInt(50)), () -> {
                List<Item> set = OrdinaryItems.passwords(host.windows, story.time.instant());
                story.truth.because("password reset", set);
                host.put(set);
                for (Account user : host.users) {
                    for (int i = random.nextInt(6); i > 0; i--) {
                        host.sees(Story.logon(host, user, LogonAction.FAILED));
                    }
                    host.sees(Story.logon(host, user, LogonAction.LOGON));
                }
            });
        }
        for (Story.Case each : story.plan.isCalm() ? List.<Story.Case>of() : story.cases) {
            story.time.at(
                    Story.at(day, 18, 30),
                    () -> each.incident().communes().forEach(commune -> {
                        List<Aged> accounts = new ArrayList<>();
                        Optional<Instant> set = Optional.of(Story.at(day, 10, 0));
                        accounts.add(new Aged("krbtgt", Kind.KERBEROS, true, set, false));
                        for (SimulatedHost host : each.hosts()) {
                            accounts.add(new Aged(host.name + "$", Kind.MACHINE, true, set, false));
                            host.users.forEach(
                                    user -> accounts.add(new Aged(user.name(), Kind.ACCOUNT, true, set, false)));
                        }
                        story.collector
                                .store()
                                .change(session -> session.passwordLists()
                                        .add(
                                                new Scope.All(),
                                                each.incident().id(),
                                                commune,
                                                "pwdLastSet.csv",
                                                "0".repeat(64),
                                                accounts,
                                                story.analyst.author()));
                    }));
        }
    }
}
