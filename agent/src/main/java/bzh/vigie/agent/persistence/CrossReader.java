package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.CrossCheck;
import bzh.vigie.agent.persistence.format.CrossCheck.Difference;
import bzh.vigie.agent.persistence.format.CrossCheck.Look;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one site of what a running system says against what its registry and files say. Where a first look shows a difference a
 * second one is taken, and what both show is told, so that what comes or goes meanwhile is none. Never throws for what is there.
 * One thread.
 */
final class CrossReader {
    private final Machine machine;
    private final Registry registry;
    private final WindowsItems maker;

    CrossReader(Machine machine, Registry registry, WindowsItems maker) {
        this.machine = machine;
        this.registry = registry;
        this.maker = maker;
    }

    /** Reads a site whose location is checked so. */
    SiteReading read(Site site, CrossCheck check) {
        maker.begin();
        return switch (machine.lists()) {
            case Found<SystemLists>(SystemLists told) -> new Pass(site, check, told).read();
            case Absent<SystemLists> ignored -> none();
            case Refused<SystemLists> refused -> SiteReading.unreadable(refused.reason(), refused.detail());
        };
    }

    private static SiteReading none() {
        return new SiteReading(
                List.of(),
                Optional.empty(),
                State.NOT_APPLICABLE,
                ReasonCode.NOT_PRESENT,
                SourceText.detail("location-needs-running"),
                0,
                Set.of(),
                Interests.NONE);
    }

    private final class Pass {
        private final Site site;
        private final CrossCheck check;
        private final SystemLists told;
        private final SystemAround around = new SystemAround(machine);
        private final Gathering gathered;
        private Optional<Refused<?>> unread = Optional.empty();

        Pass(Site site, CrossCheck check, SystemLists told) {
            this.site = site;
            this.check = check;
            this.told = told;
            this.gathered = new Gathering(site.location(), maker.watchlist());
        }

        SiteReading read() {
            long before = registry.unread();
            return switch (check.look(told, registry, around)) {
                case Found<Look>(Look first) ->
                    first.differences().isEmpty() ? result(first, before) : again(first.differences(), before);
                case Absent<Look> ignored -> none();
                case Refused<Look> refused -> SiteReading.unreadable(refused.reason(), refused.detail());
            };
        }

        private SiteReading again(List<Difference> first, long before) {
            return switch (check.look(told, registry, around)) {
                case Found<Look>(Look second) -> {
                    List<Difference> both = second.differences().stream()
                            .filter(difference -> first.stream().anyMatch(difference::isSame))
                            .toList();
                    yield result(new Look(both, second.unread()), before);
                }
                case Absent<Look> ignored -> none();
                case Refused<Look> refused -> SiteReading.unreadable(refused.reason(), refused.detail());
            };
        }

        private SiteReading result(Look look, long before) {
            unread = look.unread();
            make(look.differences());
            long damaged = registry.unread() - before;
            State state = State.READ;
            ReasonCode reason = ReasonCode.NONE;
            String detail = "";
            Optional<Refused<?>> why = unread.or(maker::unread);
            if (why.isPresent()) {
                state = State.PARTIAL;
                reason = why.get().reason();
                detail = why.get().detail();
            } else if (damaged > 0) {
                state = State.PARTIAL;
                reason = ReasonCode.MALFORMED;
                detail = SourceText.detail("location-malformed", damaged);
            }
            return new SiteReading(
                            gathered.items(),
                            gathered.folded(),
                            state,
                            reason,
                            detail,
                            gathered.bytes(),
                            unread.isPresent() ? Set.of(HostPath.ROOT) : Set.of(),
                            Interests.NONE)
                    .withListed(gathered.listed());
        }

        private void make(List<Difference> differences) {
            Map<String, Integer> names = new HashMap<>();
            for (Difference difference : differences) {
                if (gathered.isFull()) {
                    unread = Optional.of(new Refused<>(
                            ReasonCode.TOO_LARGE, SourceText.detail("location-too-much", difference.source())));
                    return;
                }
                String name = ItemMaker.boundedName(difference.draft().name());
                String key = WindowsPath.fold(difference.source() + "\n" + name);
                gathered.add(maker.item(
                        site,
                        difference.source(),
                        difference.modifiedMicros(),
                        difference.draft(),
                        Gathering.distinct(name, names, key)));
            }
        }
    }
}
