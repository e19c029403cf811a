// Which conditions hold, which variables are asked, and which rules are broken: the same as coding/codebook_rules says, by the
// same cases (tests/coding/condition_cases.json). `spec` is a codebook as programs read it: {variables, rules}.

export const isSpecial = (value) =>
  typeof value === "object" && value !== null && ["uncodable", "not_applicable"].includes(value.special);

// Neither absent nor blank nor special; [] is something.
export function hasValue(values, key) {
  const value = values[key];
  const blank = value === undefined || value === null || (typeof value === "string" && !value.trim());
  return !blank && !isSpecial(value);
}

// The keys of the variables that are asked. What is not asked counts as without value for all that depends on it.
export function asked(spec, values) {
  const given = {};
  const keys = new Set();
  for (const variable of spec.variables) {
    if (variable.retired || (variable.condition && !holds(variable.condition, given, spec))) continue;
    keys.add(variable.key);
    if (variable.key in values) given[variable.key] = values[variable.key];
  }
  return keys;
}

export function holds(condition, values, spec) {
  if (condition.all) return condition.all.every((part) => holds(part, values, spec));
  if (condition.any) return condition.any.some((part) => holds(part, values, spec));
  return passes(condition, values, spec);
}

// The rules whose `when` holds while the answers contradict their `then`. What has no value yet contradicts nothing.
export function brokenRules(spec, values) {
  const among = asked(spec, values);
  const given = Object.fromEntries(Object.entries(values).filter(([key]) => among.has(key)));
  const broken = (spec.rules ?? []).filter(
    (rule) => holds(rule.when, given, spec) && fails(rule.then, given, spec, among),
  );
  return broken.map(({ severity, message, when, then }) => ({
    severity,
    message,
    variables: [...new Set([...variablesOf(then), ...variablesOf(when)])].filter((key) => among.has(key)),
  }));
}

function fails(condition, values, spec, among) {
  if (condition.all) return condition.all.some((part) => fails(part, values, spec, among));
  if (condition.any) return condition.any.every((part) => fails(part, values, spec, among));
  const known = "answered" in condition || hasValue(values, condition.variable);
  return among.has(condition.variable) && known && !passes(condition, values, spec);
}

function variablesOf(condition) {
  const parts = condition.all ?? condition.any;
  return parts ? parts.flatMap(variablesOf) : [condition.variable];
}

function passes(test, values, spec) {
  const variable = spec.variables.find(({ key }) => key === test.variable);
  const answered = variable !== undefined && hasValue(values, test.variable);
  if ("answered" in test) return answered === test.answered;
  if (!answered) return false;
  const value = values[test.variable];
  if ("at_least" in test) return compares(variable, value, test.at_least, (found, bound) => found >= bound);
  if ("at_most" in test) return compares(variable, value, test.at_most, (found, bound) => found <= bound);
  const chosen = chosenOf(variable, value);
  if (test.is) return test.is.some((key) => chosen.has(key));
  if (test.is_not) return !test.is_not.some((key) => chosen.has(key));
  return test.has_all.every((key) => chosen.has(key));
}

// What an answer is called in conditions: category keys, or yes or no.
function chosenOf(variable, value) {
  if (typeof value === "boolean") return new Set([value ? "yes" : "no"]);
  const keys = Array.isArray(value) ? value : [String(value)];
  return new Set(variable.tree_choice === "with_parents" ? keys.flatMap((key) => [key, ...above(variable, key)]) : keys);
}

// The keys above a category, from the nearest to the top; a loop is walked once.
function above(variable, key) {
  const parents = new Map((variable.categories ?? []).map((category) => [category.key, category.parent]));
  const found = new Set();
  for (let next = parents.get(key); next && parents.has(next) && !found.has(next); next = parents.get(next)) found.add(next);
  return [...found];
}

function compares(variable, value, text, isSo) {
  const [found, bound] = [value, text].map((each) => measureOf(variable, each));
  return found !== null && bound !== null && isSo(found, bound);
}

// A number or a day that can be compared; null for what is neither.
function measureOf(variable, value) {
  if (variable.kind === "date") return dayOf(value);
  if (variable.kind !== "ordinal") return numberOf(value);
  const category = (variable.categories ?? []).find(({ key }) => key === value);
  return category ? numberOf(category.score) : null;
}

function numberOf(value) {
  if (typeof value !== "number" && typeof value !== "string") return null;
  const number = String(value).trim() === "" ? NaN : Number(value);
  return Number.isFinite(number) ? number : null;
}

// Days spelt YYYY-MM-DD compare as their spelling does.
function dayOf(value) {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  const day = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || !day.toISOString().startsWith(value) ? null : value;
}
