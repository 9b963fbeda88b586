package bzh.vigie.collector.console;

import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Json;
import bzh.vigie.collector.console.route.Route;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a handler answers to a browser, as a program gets it. Pure. */
final class Programs {
    private static final int WRONG = 400;

    private Programs() {}

    /** A page as JSON or as what is wrong, field by field; what was done as JSON. Everything else is as it is. */
    static Answer answer(Answer answer, Call call) {
        return switch (answer) {
            case Answer.Page page when page.status() >= WRONG -> wrong(page.status(), call);
            case Answer.Page(String template, Object model, int status, var _, var _) -> {
                if (model instanceof ForPrograms told) {
                    yield new Answer.JsonBody(told.json(), status);
                }
                throw new IllegalStateException("a program asks for " + template + ", which tells programs nothing");
            }
            case Answer.SeeOther done -> done(done, call);
            default -> answer;
        };
    }

    private static Answer wrong(int status, Call call) {
        Map<String, Object> problem =
                problem(status, "wrong.fields", call.say(status == 409 ? "wrong.not-as-seen" : "wrong.fields"));
        problem.put("errors", call.form().errors());
        return new Answer.Raw(
                status, "application/problem+json", new String(Json.bytes(problem), StandardCharsets.UTF_8));
    }

    /** RFC 9457. May be added to. */
    static Map<String, Object> problem(int status, String code, String title) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", title);
        problem.put("status", status);
        problem.put("code", code);
        return problem;
    }

    private static Answer done(Answer.SeeOther done, Call call) {
        Map<String, Object> told = new LinkedHashMap<>();
        done.said().ifPresent(said -> {
            told.put("done", said.key());
            told.put("text", call.say(said.key(), said.values().toArray(String[]::new)));
            told.put("values", said.values());
        });
        told.put("page", done.path());
        done.said().flatMap(Answer.Said::undo).ifPresent(undo -> {
            Map<String, Object> back = new LinkedHashMap<>();
            back.put("path", Route.API + undo.path());
            back.put("body", undo.fields());
            told.put("undo", back);
        });
        return Answer.json(told);
    }
}
