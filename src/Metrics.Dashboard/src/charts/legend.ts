// Apart from what draws, so that who only asks for names does not load ECharts.

/** Whether there is a legend, and the room that it takes below the chart. */
export function legendOption(isShown: boolean) {
  return { legend: { show: isShown }, grid: { bottom: isShown ? 38 : 6 } };
}

/** ECharts keeps names as members of objects, where that of a member that every object has breaks it. A blank at its end nobody sees. */
export function safeName(name: string): string {
  return name in Object.prototype ? `${name} ` : name;
}
