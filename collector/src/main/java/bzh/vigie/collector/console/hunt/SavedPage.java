package bzh.vigie.collector.console.hunt;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.store.SavedSearches;
import bzh.vigie.collector.store.SavedSearches.Saved;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Searches that people keep, each under a name of their own, for themselves or for the team. */
public final class SavedPage implements Section {
    private final HuntPage hunt;

    /** What is wrong is shown on that page. */
    public SavedPage(HuntPage hunt) {
        this.hunt = hunt;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/hunt/saved", Access.WORK, this::save).program("saveSearch", "name", "q", "shared"),
                Route.post("/hunt/saved/remove", Access.WORK, this::remove).program("removeSearch", "name", "author"),
                Route.api("listSearches", Method.GET, "/hunt/saved", Access.READ, SavedPage::list));
    }

    private static Answer list(Call call) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "items",
                call.read(session -> session.savedSearches().list(call.scope(), Searches.reader(call))).stream()
                        .map(saved -> {
                            Map<String, Object> item = new LinkedHashMap<>();
                            item.put("name", saved.name());
                            item.put("author", saved.author());
                            item.put("q", saved.query());
                            item.put("shared", saved.shared());
                            item.put("written", saved.written());
                            return item;
                        })
                        .toList());
        return Answer.json(all);
    }

    private Answer save(Call call) {
        Form form = call.form();
        String name = form.required("name", SavedSearches.LONGEST_NAME);
        String query = form.required("q", SavedSearches.LONGEST_QUERY);
        boolean shared = !form.text("shared").isEmpty() && !form.text("shared").equals("false");
        if (!form.bad()
                && !call.decide((session, author) -> session.savedSearches().save(name, query, shared, author))) {
            form.wrong("name", "saved.many", Integer.toString(SavedSearches.MOST));
        }
        if (form.bad()) {
            return hunt.page(call, form.text("q"), Optional.empty(), Optional.empty())
                    .unprocessable();
        }
        return Answer.seeOther(HuntModel.address(query)).saying(shared ? "saved.shared" : "saved.kept", name);
    }

    /** Of its author, who is oneself where none is named. */
    private Answer remove(Call call) {
        Form form = call.form();
        String name = form.required("name", SavedSearches.LONGEST_NAME);
        if (form.bad()) {
            return hunt.page(call, "", Optional.empty(), Optional.empty()).unprocessable();
        }
        String self = Searches.reader(call);
        String of = form.text("author").isEmpty() ? self : form.text("author");
        Saved saved = call.found(call.read(session -> session.savedSearches().find(call.scope(), self, of, name)));
        call.change((session, author) -> session.savedSearches().remove(call.scope(), of, name, author));
        Answer.SeeOther done = Answer.seeOther("/hunt").saying("saved.removed", name);
        return of.equals(self)
                ? done.undo(
                        "/hunt/saved",
                        Map.of("name", saved.name(), "q", saved.query(), "shared", Boolean.toString(saved.shared())))
                : done;
    }
}
