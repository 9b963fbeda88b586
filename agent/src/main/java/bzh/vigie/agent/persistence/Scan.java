package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.AsShipped;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.watchlist.LocalWatchlist;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/** One reading of everything, kept nowhere: what {@code agent scan} shows. */
public final class Scan {
    private Scan() {}

    /**
     * How one location was read for one account, or for the machine.
     *
     * @param items told one by one
     * @param asShipped of a place with masses of items, those that are not
     */
    public record Place(
            String location,
            Optional<Account> account,
            State state,
            ReasonCode reason,
            String detail,
            int items,
            Optional<AsShipped> asShipped) {}

    /** Whom the findings are told to, as they come. */
    public interface Output {
        void item(Item item);

        /** After the items of that place; every location of the catalogue has at least one. */
        void place(Place place);
    }

    /** Which system it is: linux or windows. */
    public static String os(Machine machine) {
        return machine.registry() instanceof Absent<?> ? "linux" : "windows";
    }

    /**
     * Reads every location of a machine, site by site. Of a domain controller it tells besides that its directory is not read.
     *
     * @param clock tells whether certificates are valid that signed what runs
     */
    public static void of(Machine machine, InstantSource clock, Output output) {
        of(machine, clock, location -> true, output);
    }

    /** Reads those locations whose id is asked for. */
    public static void of(Machine machine, InstantSource clock, Predicate<String> locations, Output output) {
        Survey survey = Survey.of(machine, clock, new FileHashes(machine.files()), () -> LocalWatchlist.NONE);
        survey.plan();
        for (Site site : survey.sites()) {
            if (!locations.test(site.location().id())) {
                continue;
            }
            boolean forAccounts =
                    site.location().scope() == Scope.HOME && site.owner().isEmpty();
            Optional<Refused<?>> unread = forAccounts ? survey.accountsUnread() : Optional.empty();
            SiteReading reading = unread.map(why -> SiteReading.unreadable(why.reason(), why.detail()))
                    .orElseGet(() -> survey.read(site).coveredAt(survey.coveredAt(site)));
            reading.items().forEach(output::item);
            output.place(new Place(
                    site.location().id(),
                    site.account(),
                    reading.state(),
                    reading.reason(),
                    reading.detail(),
                    reading.items().size(),
                    reading.asShipped()));
        }
        if (locations.test(DirectoryDatabase.ID)) {
            DirectoryDatabase.of(machine).ifPresent(output::place);
        }
        machine.registry().ifFound().ifPresent(Registry::rest);
    }
}
