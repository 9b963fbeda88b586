package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.AccountRow;
import bzh.vigie.agent.host.GroupRow;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.ServiceRow;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.host.ToldBy;
import bzh.vigie.agent.host.ToldFirewall;
import bzh.vigie.agent.host.ToldObject;
import bzh.vigie.agent.host.ToldStore;
import bzh.vigie.agent.host.ToldTask;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** What this Windows says of itself. Each part of it that is asked has a time of its own to answer in. Thread-safe. */
final class WindowsLists implements SystemLists {
    private static final Duration TIME = Duration.ofSeconds(30);

    private final Bounded manager = new Bounded("services.exe", TIME);
    private final Bounded authority = new Bounded("lsass.exe", TIME);
    private final Bounded kernel = new Bounded("NtQuerySystemInformation", TIME);
    private final Bounded scheduler = new Bounded("Schedule", TIME);
    private final Bounded wmi = new Bounded("Winmgmt", TIME);
    private final Bounded stores = new Bounded("crypt32.dll", TIME);
    private final Bounded firewall = new Bounded("mpssvc", TIME);

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
    public Reading<ToldBy<ToldTask>> tasks() {
        return scheduler.ask(() -> Com.ask(SchedulerTasks::all));
    }

    @Override
    public Reading<ToldTask> task(String path) {
        return scheduler.ask(() -> Com.askForOne(() -> SchedulerTasks.one(path)));
    }

    @Override
    public Reading<ToldBy<ToldObject>> subscriptions() {
        return wmi.ask(() -> Com.ask(() -> WmiObjects.all(WmiSubscriptions.NAMESPACES, WmiSubscriptions.WANTED)));
    }

    @Override
    public Reading<ToldFirewall> firewall() {
        return firewall.ask(() -> Com.ask(FirewallPolicy::now));
    }

    @Override
    public Reading<List<String>> loadedDrivers() {
        return kernel.ask(LoadedModules::files);
    }

    @Override
    public Reading<List<ToldStore>> certificates(List<String> keys) {
        return stores.ask(() -> CertificateLists.stores(keys));
    }

    @Override
    public OptionalLong startedMicros() {
        OptionalLong up = SystemTimes.uptimeMicros();
        return up.isPresent() ? OptionalLong.of(FileDetails.micros(Ntdll.systemTime()) - up.getAsLong()) : up;
    }
}
