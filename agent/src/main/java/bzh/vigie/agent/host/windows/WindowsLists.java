package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.AccountRow;
import bzh.vigie.agent.host.GroupRow;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.ServiceRow;
import bzh.vigie.agent.host.SystemLists;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** What this Windows says of itself. Each part of it that is asked has a time of its own to answer in. Thread-safe. */
final class WindowsLists implements SystemLists {
    private static final Duration TIME = Duration.ofSeconds(30);

    private final Bounded manager = new Bounded("services.exe", TIME);
    private final Bounded authority = new Bounded("lsass.exe", TIME);

    @Override
    public Reading<List<ServiceRow>> services() {
        return manager.ask(ServiceLists::all);
    }

    @Override
    public Reading<ServiceRow> service(String name) {
        return manager.ask(() -> ServiceLists.one(name));
    }

    @Override
    public Reading<List<AccountRow>> accounts() {
        return authority.ask(AccountLists::accounts);
    }

    @Override
    public Reading<List<GroupRow>> groups() {
        return authority.ask(AccountLists::groups);
    }

    @Override
    public OptionalLong startedMicros() {
        OptionalLong up = SystemTimes.uptimeMicros();
        return up.isPresent() ? OptionalLong.of(FileDetails.micros(Ntdll.systemTime()) - up.getAsLong()) : up;
    }
}
