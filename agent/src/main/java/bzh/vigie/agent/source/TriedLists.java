package bzh.vigie.agent.source;

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
import bzh.vigie.event.Clock;
import bzh.vigie.text.SourceText;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What a running system says of itself, where what is asked runs libraries of Windows and of others in this process (COM): each is written
 * down as tried ({@link Trying}) while it is asked, so that one that ends the agent is left off at the next start, and the rest goes on.
 * Thread-safe.
 */
public final class TriedLists implements SystemLists, AutoCloseable {
    private final SystemLists lists;
    private final TriedCalls calls;

    /**
     * Those lists.
     *
     * @param dir an existing folder of the agent's own
     */
    public TriedLists(SystemLists lists, Path dir, Clock clock) {
        this.lists = lists;
        this.calls = new TriedCalls(dir, clock);
    }

    @Override
    public Reading<List<ServiceRow>> services() {
        return lists.services();
    }

    @Override
    public Reading<ServiceRow> service(String name) {
        return lists.service(name);
    }

    @Override
    public Reading<List<AccountRow>> accounts() {
        return lists.accounts();
    }

    @Override
    public Reading<List<GroupRow>> groups() {
        return lists.groups();
    }

    @Override
    public Reading<ToldBy<ToldTask>> tasks() {
        return tried("windows.hidden.task", lists::tasks);
    }

    @Override
    public Reading<ToldTask> task(String path) {
        return tried("windows.hidden.task", () -> lists.task(path));
    }

    @Override
    public Reading<ToldBy<ToldObject>> subscriptions() {
        return tried("windows.hidden.subscription", lists::subscriptions);
    }

    @Override
    public Reading<ToldFirewall> firewall() {
        return tried("windows.hidden.firewall", lists::firewall);
    }

    @Override
    public Reading<List<String>> loadedDrivers() {
        return lists.loadedDrivers();
    }

    @Override
    public Reading<List<ToldStore>> certificates(List<String> keys) {
        return tried("windows.hidden.certificate", () -> lists.certificates(keys));
    }

    @Override
    public OptionalLong startedMicros() {
        return lists.startedMicros();
    }

    private <T> Reading<T> tried(String location, Supplier<Reading<T>> question) {
        return calls.ask(
                location,
                new TriedCalls.Said("system-list-left-off", SourceText.detail("system-list-late", location)),
                question);
    }

    /** The agent ends in good order: whatever is still asked is not why. */
    @Override
    public void close() {
        calls.close();
    }
}
