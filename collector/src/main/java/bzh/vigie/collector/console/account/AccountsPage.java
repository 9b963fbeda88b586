package bzh.vigie.collector.console.account;

import bzh.vigie.collector.account.AccountId;
import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.detect.signin.SignIn;
import bzh.vigie.collector.store.AccountUses.Account;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accounts that logged on somewhere, by name. */
public final class AccountsPage implements Section {
    private static final int ROWS = 100;

    /** An account as one line; the host's name where it is of one. */
    public record Line(Account account, AccountId id, String hostname) {}

    /** What the page shows; the filters as they were asked for. */
    public record Model(List<Line> lines, Optional<String> next, String text, String commune) {
        public Model {
            lines = List.copyOf(lines);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/accounts", Access.READ, this::show),
                Route.api("listAccounts", Method.GET, "/accounts", Access.READ, this::json)
                        .query("q", "commune", "after"));
    }

    private Cursor<Line> found(Call call) {
        Optional<Commune> commune = call.query("commune").map(text -> commune(call, text));
        String beginning = call.query("q").map(SignIn::account).orElse("");
        Optional<Account> after = call.query("after").flatMap(AccountId::parse).map(AccountsPage::place);
        return call.read(session -> Cursor.of(
                session.accountUses().accounts(call.scope(), commune, beginning, after, ROWS + 1).stream()
                        .map(account -> new Line(
                                account,
                                AccountId.of(account),
                                account.host()
                                        .flatMap(session.hosts()::find)
                                        .map(Host::hostname)
                                        .or(() -> account.host().map(AgentId::text))
                                        .orElse("")))
                        .toList(),
                ROWS,
                line -> line.id().text()));
    }

    private static Commune commune(Call call, String text) {
        try {
            return new Commune(text.strip());
        } catch (IllegalArgumentException notACommune) {
            return call.found(Optional.empty());
        }
    }

    private static Account place(AccountId id) {
        return new Account(id.commune(), id.domain(), id.host(), id.name(), 0, Instant.EPOCH, Instant.EPOCH);
    }

    private Answer show(Call call) {
        Cursor<Line> found = found(call);
        return Answer.page(
                "account/accounts",
                new Model(
                        found.rows(),
                        found.next(),
                        call.query("q").orElse(""),
                        call.query("commune").orElse("")));
    }

    private Answer json(Call call) {
        Cursor<Line> found = found(call);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "items",
                found.rows().stream()
                        .map(line -> {
                            Map<String, Object> row = AccountJson.id(line.id());
                            row.put("hostname", line.hostname());
                            row.put("hosts", line.account().hosts());
                            row.put("first", line.account().first());
                            row.put("last", line.account().last());
                            return row;
                        })
                        .toList());
        all.put("next", found.next());
        return Answer.json(all);
    }
}
