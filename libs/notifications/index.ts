export { messageText } from './message-text';
export { notificationMigrations } from './notification.migration';
export { noticeRow } from './notice.row';
export { NoticeService, type Notice, type Reader } from './notice.service';
