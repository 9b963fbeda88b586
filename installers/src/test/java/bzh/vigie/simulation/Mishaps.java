package bzh.vigie.simulation;

import bzh.vigie.collector.detect.returns.Mutations;
import bzh.vigie.collector.detect.returns.Mutations.Mutation;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.event.Event;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What breaks in the communes of the first incident. The third commune is spared. */
final class Mishaps {
    private static final MacAddress STRANGER = new MacAddress(0x0017_4455_6677L);

    private final Story story;
    private final Mutations mutations;

    Mishaps(Story story, Mutations mutations) {
        this.story = story;
        this.mutations = mutations;
    }

    private interface Mishap {
        void of(SimulatedHost host) throws Exception;
    }

    private void at(int day, int hour, String host, Mishap what) {
        at(story.day(day), hour, host, what);
    }

    private void at(LocalDate day, int hour, String host, Mishap what) {
        story.time.at(Story.at(day, hour, 7), () -> {
            Optional<SimulatedHost> there = story.named(host);
            if (there.isPresent()) {
                what.of(there.get());
            }
        });
    }

    void plan() {
        // Ended by its user, and back with the next start.
        at(17, 9, "au-pc1", SimulatedHost::killAgent);
        at(23, 9, "au-pc2", host -> host.processes(false));
        clone("au-pc3", story.day(29));
        at(34, 3, "co-web1", SimulatedHost::powerCut);
        at(34, 6, "co-web1", SimulatedHost::powerOn);
        at(40, 10, "co-pc1", host -> host.wallClock(Duration.ofHours(3)));
        at(45, 10, "co-pc1", host -> host.wallClock(Duration.ZERO));
        at(52, 8, "au-web1", host -> host.network(false));
        at(story.day(52).plusDays(1), 4, "au-web1", host -> host.network(true));
        at(60, 13, "co-pc2", this::setUpAnew);
        at(64, 15, "co-pc3", this::loses);
        at(67, 4, "au-web2", SimulatedHost::backUp);
        at(story.day(67).plusDays(2), 4, "au-web2", SimulatedHost::restore);
        at(70, 12, "co-web1", this::seesAStranger);
        Mutation plain = mutations.of(Mutations.attack().getFirst(), 0).stream()
                .filter(each -> each.changed().equals(Set.of(Mutations.Field.TIMES)))
                .findFirst()
                .orElseThrow();
        story.comesBack(story.cases.getFirst(), plain, Story.at(story.day(80), 10, 40));
    }

    private void clone(String name, LocalDate day) {
        at(day, 10, name, host -> {
            if (host.isHeard()) {
                host.cloned();
            }
        });
        at(
                day.plusDays(2),
                15,
                name,
                host -> story.collector
                        .store()
                        .change(session -> session.hosts().state(host.id(), State.ACTIVE, story.analyst.author())));
    }

    /** A machine that is set up anew gets an agent of its own, and the one before is gone. */
    private void setUpAnew(SimulatedHost old) throws Exception {
        old.powerOff();
        SimulatedHost made = story.host(old.commune, old.name, old.role, old.windows);
        Story.Case of = story.caseOf(old);
        story.hosts.remove(old);
        of.hosts().remove(old);
        story.time.at(story.time.instant().plus(Duration.ofHours(1)), () -> {
            story.hosts.add(made);
            of.hosts().add(made);
            made.put(new ArrayList<>(OrdinaryItems.of(made.windows, made.users, 11)));
            made.powerOn();
            made.enrol();
            story.attest(of, Statement.GONE, Optional.of(old), Answer.YES);
        });
    }

    /** Six hours of processes do not fit on its disk. */
    private void loses(SimulatedHost host) {
        if (host.isOn()) {
            Moment now = host.moment();
            Instant from = story.time.instant().minus(Duration.ofHours(6));
            host.sees(new Event.Loss(
                    now,
                    "agent",
                    3,
                    1,
                    40,
                    List.of(new SourceCount(
                            "windows.process",
                            4_000,
                            now.wallMicros() - Duration.ofHours(6).toNanos() / 1_000,
                            now.wallMicros())),
                    ReasonCode.TOO_LARGE,
                    ""));
            host.lost(from, story.time.instant());
        }
    }

    private void seesAStranger(SimulatedHost host) {
        long micros = host.moment().wallMicros();
        host.sees(new Event.NeighboursSeen(
                host.moment(),
                "linux.network",
                List.of(new Neighbour(
                        Neighbour.Origin.CACHE, Optional.empty(), Optional.of(STRANGER), "", micros, micros))));
        story.caseOf(host).oracle().strangers.add(STRANGER.toString());
    }
}
