//! Comparisons of dates, times and instants.

use super::truth::{and, between, eq, le, lt, not, or, same, within};
use super::{gives, holds, on_random_rows};
use jiff::civil::{date, time};

#[test]
fn dates_times_and_instants() {
    on_random_rows(100, async |ask| {
        let (value, same_as, maybe) = (ask.value, ask.same, ask.maybe);
        let leap = date(2024, 2, 29);
        holds!(ask, { born_on = { value.born_on } }, |row| eq(&row.born_on, &same_as.born_on));
        holds!(ask, { born_on < { value.born_on } }, |row| lt(&row.born_on, &same_as.born_on));
        holds!(ask, { born_on >= "2024-02-29" }, |row| le(&Some(leap), &row.born_on));
        holds!(ask, { born_on between "0001-01-01" and {value.born_on} }, |row| {
            between(&row.born_on, &Some(date(1, 1, 1)), &same_as.born_on)
        });
        holds!(ask, { born_on is {maybe.born_on} }, |row| same(&row.born_on, &maybe.born_on));
        holds!(ask, { born_on in ("2024-02-29", {value.born_on}) }, |row| {
            within(&row.born_on, [Some(leap), same_as.born_on])
        });
        holds!(ask, { wakes_at = { value.wakes_at } }, |row| eq(&row.wakes_at, &same_as.wakes_at));
        holds!(ask, { wakes_at > { value.wakes_at } }, |row| lt(&same_as.wakes_at, &row.wakes_at));
        holds!(ask, { wakes_at < "10:00:00.3" }, |row| lt(&row.wakes_at, &Some(time(10, 0, 0, 300_000_000))));
        holds!(ask, { wakes_at <= "10:00" }, |row| le(&row.wakes_at, &Some(time(10, 0, 0, 0))));
        holds!(ask, { wakes_at is not {maybe.wakes_at} }, |row| not(same(&row.wakes_at, &maybe.wakes_at)));
        holds!(ask, { starts_at = { value.starts_at } }, |row| eq(&row.starts_at, &same_as.starts_at));
        holds!(ask, { starts_at <= { value.starts_at } }, |row| le(&row.starts_at, &same_as.starts_at));
        holds!(ask, { starts_at > "2024-02-29" }, |row| lt(&Some(leap.at(0, 0, 0, 0)), &row.starts_at));
        holds!(ask, { starts_at < "2024-02-29T10:00:00.250" }, |row| {
            lt(&row.starts_at, &Some(leap.at(10, 0, 0, 250_000_000)))
        });
        holds!(ask, { starts_at is {maybe.starts_at} }, |row| same(&row.starts_at, &maybe.starts_at));
        holds!(ask, { seen_at = { value.seen_at } }, |row| eq(&row.seen_at, &same_as.seen_at));
        holds!(ask, { seen_at != { value.seen_at } }, |row| not(eq(&row.seen_at, &same_as.seen_at)));
        holds!(ask, { seen_at < { value.seen_at } }, |row| lt(&row.seen_at, &same_as.seen_at));
        holds!(ask, { seen_at >= "2024-02-29T12:00:00+02:00" }, |row| {
            le(&Some("2024-02-29T10:00:00Z".parse().unwrap()), &row.seen_at)
        });
        holds!(ask, { seen_at < now() and seen_at is not null }, |row| {
            and(lt(&row.seen_at, &Some(jiff::Timestamp::now())), Some(row.seen_at.is_some()))
        });
        holds!(ask, { born_on < now() or wakes_at is null }, |row| {
            let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
            or(lt(&row.born_on, &Some(today)), Some(row.wakes_at.is_none()))
        });
        gives!(ask, { coalesce(born_on, "2024-02-29") }, |row| Ok(row.born_on.unwrap_or(leap)));
        gives!(ask, { coalesce(seen_at, { value.seen_at }) }, |row| Ok(row.seen_at.unwrap_or(value.seen_at)));
        gives!(ask, { case when flag then starts_at end }, |row| Ok(row.starts_at.filter(|_| row.flag == Some(true))));
        gives!(ask, { case when flag then token else token end }, |row| Ok(row.token));
        gives!(ask, { coalesce(mood, { value.mood }) }, |row| Ok(row.mood.unwrap_or(value.mood)));
        gives!(ask, { coalesce(data, { &value.data }) }, |row| Ok(row
            .data
            .clone()
            .unwrap_or_else(|| value.data.clone())));
    });
}
