package bzh.vigie.collector.console.account;

import bzh.vigie.collector.account.AccountId;
import bzh.vigie.collector.account.AccountLogons;
import bzh.vigie.collector.account.AccountRights;
import bzh.vigie.collector.account.SinceEviction;
import bzh.vigie.collector.conclusion.ExposedAccounts.Exposed;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.event.ItemFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Accounts as programs are told of them. Pure. */
final class AccountJson {
    private AccountJson() {}

    /** By which it is asked for, and its parts. */
    static Map<String, Object> id(AccountId id) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("id", id.text());
        said.put("commune", id.commune().insee());
        said.put("domain", id.domain());
        said.put("host", id.host().map(Object::toString));
        said.put("name", id.name());
        return said;
    }

    static Map<String, Object> of(AccountPage.Model model) {
        Map<String, Object> said = id(model.id());
        said.put("from", model.window().from());
        said.put("to", model.window().to());
        said.put("cut", model.cut());
        said.put("uses", model.uses().stream().map(AccountJson::use).toList());
        said.put(
                "origins",
                model.logons().origins().stream().map(AccountJson::origin).toList());
        Map<String, Object> kinds = new LinkedHashMap<>();
        model.logons().kinds().forEach((kind, count) -> kinds.put(ItemFields.word(kind), count(count)));
        said.put("kinds", kinds);
        said.put(
                "since_evictions",
                model.since().stream().map(AccountJson::since).toList());
        said.put(
                "groups",
                model.rights().groups().stream()
                        .map(group -> {
                            Map<String, Object> row = new LinkedHashMap<>();
                            row.put("host", group.host().text());
                            row.put("group", group.group());
                            row.put("administrator", group.powerful());
                            row.put("since", group.since());
                            return row;
                        })
                        .toList());
        said.put("password_set", passwords(model.rights()));
        said.put(
                "namesakes",
                model.namesakes().stream().map(each -> id(each.id())).toList());
        said.put(
                "alerts", model.alerts().stream().map(each -> each.alert().id()).toList());
        return said;
    }

    private static List<Object> passwords(AccountRights rights) {
        return Stream.<Object>concat(
                        rights.local().flatMap(local -> local.set()).stream(),
                        rights.aged().stream().flatMap(each -> each.aged().set().stream()))
                .toList();
    }

    private static Map<String, Object> use(Use use) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("host", use.host().text());
        row.put("sid", use.sid());
        row.put("way", use.way());
        row.put("key", use.key());
        row.put("first", use.first());
        row.put("last", use.last());
        return row;
    }

    private static Map<String, Object> origin(AccountLogons.Origin origin) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("origin", origin.origin());
        row.put("first", origin.first());
        row.put("last", origin.last());
        row.putAll(count(origin.count()));
        return row;
    }

    private static Map<String, Object> count(AccountLogons.Count count) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("logons", count.done());
        row.put("failed", count.failed());
        return row;
    }

    private static Map<String, Object> since(SinceEviction since) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("incident", since.incident().id().text());
        row.put("ended", since.end());
        row.put("known_before", since.known());
        row.put("first_on", since.hosts().stream().map(use -> use.host().text()).toList());
        row.put(
                "first_from",
                since.origins().stream().map(AccountLogons.Origin::origin).toList());
        row.put("origins_not_compared", since.unchecked());
        return row;
    }

    static Map<String, Object> of(String incident, Exposed exposed) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("incident", incident);
        row.put("what", ItemFields.word(exposed.what()));
        row.put("on", exposed.on().stream().sorted().toList());
        row.put("assumed", exposed.assumed());
        row.put("password_set", exposed.set());
        row.put(
                "password_told",
                exposed.told().stream()
                        .map(told -> {
                            Map<String, Object> each = new LinkedHashMap<>();
                            each.put("source", told.source());
                            each.put("password_set", told.aged().set());
                            each.put("enabled", told.aged().enabled());
                            return each;
                        })
                        .toList());
        row.put("needed_after", exposed.needed());
        row.put("standing", ItemFields.word(exposed.standing()));
        return row;
    }
}
